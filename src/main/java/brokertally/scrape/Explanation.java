package brokertally.scrape;

import brokertally.catalog.AggregationClass;
import brokertally.config.Settings.Counters;
import brokertally.model.Endpoint;
import brokertally.model.Incarnation;
import brokertally.model.MetricType;
import brokertally.model.Reason;
import brokertally.model.Values;
import java.util.List;
import java.util.Optional;

/** Why the numbers of one family are what they are in the aggregated answer. */
public sealed interface Explanation {
    /** Too many explanations are being made. */
    record Busy() implements Explanation {}

    /** This sidecar has just started and does not know yet what its counters stood at. */
    record Starting() implements Explanation {}

    /**
     * No node shows this family or ever has.
     *
     * @param catalogued where the catalog expects it; empty when it does not know the name
     * @param endpoints endpoints that do show it, when another one was asked for
     */
    record Unknown(Optional<Endpoint> catalogued, List<Endpoint> endpoints) implements Explanation {}

    /**
     * What there is to say.
     *
     * @param about the family
     * @param nodes every node that is known, by name; the long gone stand together under the name ""
     * @param series the first series of the answer, in its order
     * @param count how many series the answer has; more than are listed when there are too many
     */
    record Found(About about, List<Node> nodes, List<Series> series, int count) implements Explanation {}

    /**
     * What becomes of the family.
     *
     * @param type as it is shown
     * @param aggregation the class that holds
     * @param monotone true when the ledger keeps its sum from falling
     * @param counters what a scrape without the parameter {@code counters} gets
     */
    record About(
            Endpoint endpoint,
            String family,
            MetricType type,
            AggregationClass aggregation,
            boolean monotone,
            Counters counters) {}

    /** How a node is. */
    enum State {
        /** Its sidecar answered. */
        UP,
        /** Its sidecar is in the cluster and did not answer. */
        LATE,
        /** Its sidecar is not in the cluster. */
        AWAY,
        /** Nodes that were away for longer than {@code ledger.retire_after}, together. */
        LONG_GONE
    }

    /**
     * One node.
     *
     * @param node its name; "" for the long gone
     * @param reason why it is not up
     * @param brokerUp how its broker was when last heard of; empty when no sidecar speaks for it
     * @param life the life of the broker that the last sample belongs to; empty when there is none to tell
     * @param ageMillis age of the last sample; empty before the first
     * @param page where its ledger page stands; empty without one
     */
    record Node(
            String node,
            State state,
            Reason reason,
            Optional<Boolean> brokerUp,
            Optional<Incarnation> life,
            Optional<Long> ageMillis,
            Optional<Page> page) {}

    /**
     * Where a ledger page stands.
     *
     * @param founded sequence that its lineage began with
     * @param sequence of the last sample in it
     * @param stamp sequence of the sample that last changed anything but the numbers read
     * @param folded how many nodes are folded into it; 0 for the page of one node
     */
    record Page(long founded, long sequence, long stamp, int folded) {}

    /**
     * One series of the answer.
     *
     * @param name with {@code _bucket}, {@code _sum} or {@code _count} where it has that
     * @param labels canonical label text
     * @param total with {@code counters=monotone}; {@link Values#ABSENT} where the answer has none
     * @param running with {@code counters=running}, likewise
     * @param shares one for each node that has to do with it
     */
    record Series(String name, String labels, double total, double running, List<Share> shares) {}

    /**
     * What one node has of a series; {@link Values#ABSENT} where there is nothing.
     *
     * @param value what the broker shows, or showed last
     * @param base what ended lives of the broker, and falls, have left behind it; absent for what the ledger does not keep
     * @param dropped true when the broker has shown the series and shows it no more
     * @param contribution what of the total comes from this node; absent for what is not added up
     */
    record Share(String node, double value, double base, boolean dropped, double contribution) {
        boolean isEmpty() {
            return Values.isAbsent(value) && Values.isAbsent(base) && Values.isAbsent(contribution);
        }
    }
}
