package brokertally.scrape;

import brokertally.cluster.ClusterLink;
import brokertally.cluster.Roster;
import brokertally.config.Settings;
import brokertally.config.Settings.Counters;
import brokertally.ledger.Ledger;
import brokertally.model.NodeReport;
import brokertally.model.Reason;
import brokertally.model.Snapshot;
import brokertally.tally.Carried;
import brokertally.tally.Gathered;
import brokertally.tally.NodeView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts together what is known of all nodes when a gather ends. */
final class Assembly {
    private static final Logger LOG = LoggerFactory.getLogger(Assembly.class);

    private final ClusterLink link;
    private final Settings settings;
    private final GatherCounts counts;
    private final CarriedParts parts = new CarriedParts();
    private Set<String> conflicting = Set.of();

    Assembly(ClusterLink link, Settings settings, GatherCounts counts) {
        this.link = link;
        this.settings = settings;
        this.counts = counts;
    }

    /** This sidecar's own node alone. */
    Gathered own() {
        NodeReport report = link.ownLatest();
        return new Gathered(report.node(), 1, List.of(view(report, Reason.NONE)));
    }

    /**
     * All nodes.
     *
     * @param missing members that did not answer, and why
     * @param late members that did not answer until the deadline
     */
    Gathered all(Map<String, Reason> missing, Set<String> late, Counters counters) {
        Map<String, NodeView> byName = new HashMap<>();
        NodeView own = view(link.ownLatest(), Reason.NONE);
        byName.put(own.node(), own);
        int members = 1;
        Set<String> twice = new TreeSet<>();
        for (Roster.Member member : link.roster().members(System.nanoTime())) {
            members++;
            Reason why = late.contains(member.member())
                    ? Reason.TIMEOUT
                    : missing.getOrDefault(member.member(), member.presence());
            member.report().ifPresent(report -> {
                if (add(byName, view(report, why))) {
                    twice.add(report.node());
                }
            });
        }
        told(twice);
        int expected = Math.max(settings.cluster().size(), members - comingBack());
        return counters == Counters.MONOTONE
                ? monotone(own.node(), expected, byName)
                : new Gathered(own.node(), expected, List.copyOf(byName.values()));
    }

    /** Numbers and what stands behind them are of one page, so that nothing is counted twice and nothing is missing. */
    private Gathered monotone(String answering, int expected, Map<String, NodeView> byName) {
        Ledger ledger = link.ledger();
        byName.replaceAll((node, view) -> ledger.page(node)
                .filter(page -> view.snapshot().isPresent())
                .filter(page -> page.head().sequence() != view.snapshot().get().sequence())
                .map(page -> view.with(page.snapshot()))
                .orElse(view));
        List<Carried> carried = parts.of(ledger, byName);
        return new Gathered(answering, expected, List.copyOf(byName.values()), carried);
    }

    /** Members that vanished and, as far as can be known, are those that have just joined and not said their name yet. */
    private int comingBack() {
        int lost = 0;
        int nameless = 0;
        for (Roster.Member member : link.roster().members(System.nanoTime())) {
            if (member.presence() == Reason.LOST) {
                lost++;
            } else if (member.report().isEmpty()) {
                nameless++;
            }
        }
        return Math.min(lost, nameless);
    }

    /** Two members with one node name would be counted twice: the one that answers wins, then the newer broker. */
    private boolean add(Map<String, NodeView> byName, NodeView view) {
        NodeView other = byName.get(view.node());
        if (other == null) {
            byName.put(view.node(), view);
            return false;
        }
        counts.conflicted();
        if (rank(view) > rank(other)) {
            byName.put(view.node(), view);
        }
        return true;
    }

    private void told(Set<String> twice) {
        if (!twice.equals(conflicting) && !twice.isEmpty()) {
            LOG.warn(
                    "several members claim one node name, one of them is shown; set node.name on each nodes={}", twice);
        }
        conflicting = twice;
    }

    private static long rank(NodeView view) {
        long started = view.snapshot()
                .map(snapshot -> snapshot.incarnation().startedMillis())
                .orElse(0L);
        return view.answered() ? started + (1L << 60) : started;
    }

    /** Gauges of a node that does not answer, or whose broker does not, are the last ones until they are too old. */
    private NodeView view(NodeReport report, Reason missing) {
        Optional<Snapshot> usable = report.snapshot()
                .filter(snapshot ->
                        report.ageMillis() <= settings.gather().staleAfter().toMillis());
        return new NodeView(report.node(), missing, report.broker(), report.ageMillis(), usable);
    }
}
