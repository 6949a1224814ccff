package brokertally.cluster;

import brokertally.source.Recall;
import brokertally.wire.Knowledge;
import io.vertx.core.Future;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a sidecar has to hear before it says anything itself, at its start and again after it has stood still. Lives on one
 * event loop.
 */
final class Beginning {
    private static final Logger LOG = LoggerFactory.getLogger(Beginning.class);

    private final Membership membership;
    private final LedgerStore store;
    private final PageExchange exchange;
    private final Settling settling;
    private final Pulse pulse = new Pulse(System::nanoTime);

    Beginning(Membership membership, LedgerStore store, PageExchange exchange, Settling settling) {
        this.membership = membership;
        this.store = store;
        this.exchange = exchange;
        this.settling = settling;
    }

    /**
     * Asks all members for their pages. Until they have answered no sample of this node is taken, and no sum of counters is
     * shown until this sidecar is settled; but nobody waits long for a member that does not answer.
     *
     * @param node what this sidecar takes its node's name for
     */
    void begin(String node) {
        settling.own(node);
        exchange.begin(membership.others());
        exchange.begun().onComplete(begun -> settling.begin());
        settled().onComplete(settled -> exchange.caughtUp());
    }

    /** Sees whether this process has stood still; then it has to ask the others before it shows a sum. */
    void beat() {
        if (pulse.beatAfterStandstill() && isSettled()) {
            LOG.warn("this process has stood still; no sums until the others have been asked");
            store.counts().stoodStill();
            exchange.beginAnew(membership.others());
            settling.beginAnew();
            settled().onComplete(settled -> exchange.caughtUp());
        }
    }

    /** See {@link ClusterLink#settled}. */
    Future<Void> settled() {
        return settling.settled();
    }

    boolean isSettled() {
        return settled().isComplete();
    }

    /** How much this sidecar knows, as others are told. */
    Knowledge knowledge() {
        return isSettled() ? Knowledge.SETTLED : Knowledge.STARTING;
    }

    /** Where a node's page stands, once the others have been asked. */
    Future<Optional<Recall.Stored>> recall(String node) {
        settling.own(node);
        return exchange.begun().map(v -> {
            if (!exchange.hasHeard()) {
                store.branch(node);
            }
            return store.page(node)
                    .map(page -> new Recall.Stored(
                            page.head().incarnation(), page.head().sequence(), exchange.isHeardOf(node)));
        });
    }
}
