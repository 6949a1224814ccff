package brokertally.cluster;

import brokertally.ledger.Bookkeeper;
import brokertally.ledger.Ledger;
import brokertally.model.Measure;
import brokertally.model.NodeReport;
import brokertally.model.Reason;
import brokertally.source.Reporter;
import brokertally.wire.Message;
import brokertally.wire.WireLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the verticle on the bus and the gatherer share: the local broker's reports, the roster, the ledger, the way to the
 * peers, and who has just gone. Lives on one event loop.
 */
public final class ClusterLink {
    static final long WARM_UP_MILLIS = 2_000;

    private static final Logger LOG = LoggerFactory.getLogger(ClusterLink.class);

    /** How long a member that timed out is not asked by a scrape; every probe that times out begins it anew. */
    private static final long SKIP_NANOS = 5_000_000_000L;

    private static final long DRAIN_DISK_MILLIS = 1_000;

    private final Vertx vertx;
    private final Membership membership;
    private final Roster roster;
    private final ClusterCounts counts = new ClusterCounts();
    private final LedgerStore store;
    private final Shelf shelf;
    private final OwnNode ownNode;
    private final Reports reports;
    private final Speech speech;
    private final PeerClient peers;
    private final PageExchange exchange;
    private final Beginning beginning;
    private final Confirmation confirmation;
    private final Keeper keeper;
    private final SharedStore shared;
    private final Encounters encounters;
    private final Attendance attendance;

    /**
     * The link of one sidecar.
     *
     * @param vertx carries the bus; all of this lives on its one event loop
     * @param membership who is in the cluster
     * @param reporter says how the local broker is
     * @param options for how long and how much
     */
    public ClusterLink(Vertx vertx, Membership membership, Reporter reporter, Options options) {
        this.vertx = vertx;
        this.membership = membership;
        this.roster = new Roster(SKIP_NANOS, options.retireAfter().toNanos());
        this.store = new LedgerStore(options.rules());
        this.shelf = new Shelf(vertx, store, options.dataDir());
        Claims claims = new Claims(membership, roster);
        this.ownNode = new OwnNode(reporter, claims, store, shelf);
        this.speech = new Speech(vertx, membership, options.limits(), counts);
        this.peers = new PeerClient(vertx, new Intake(roster, store, claims, reporter), options.limits(), speech);
        this.exchange = new PageExchange(vertx, roster, store, peers);
        this.beginning = new Beginning(membership, store, exchange, new Settling(vertx, roster, store, exchange));
        this.attendance = new Attendance(membership, roster, store, reporter::latest);
        this.reports = new Reports(options.self(), store, beginning::knowledge, attendance::pushState);
        this.confirmation = new Confirmation(vertx, roster, peers, store.counts());
        this.keeper = new Keeper(membership, roster, store, options);
        this.shared = new SharedStore(
                vertx,
                options.self().member(),
                options.dataDir(),
                new SharedExchange.Others(options.self().member(), roster::present, peers::request));
        this.encounters = new Encounters(vertx, membership, roster, peers);
        encounters.whenMet(member -> {
            speech.askPass(member);
            exchange.with(member);
            shared.exchange().with(member);
        });
        reporter.recallFrom(beginning::recall);
        store.whenRaised(reporter::raise);
        store.whenOlderMet(() -> exchange.repair(Set.of(ownLatest().node())).onComplete(asked -> store.adoptOlder()));
    }

    /**
     * For how long and how much.
     *
     * @param self who this sidecar is
     * @param retireAfter how long a member that vanished is expected back
     * @param expected how many members there should be at least; 0 = nobody knows
     * @param limits what is accepted from others
     * @param rules which counters the ledger keeps
     * @param dataDir where the ledger is kept over a restart of everything; empty = nowhere
     */
    public record Options(
            Message.Peer self,
            Duration retireAfter,
            int expected,
            WireLimits limits,
            Bookkeeper.Rules rules,
            Optional<Path> dataDir) {}

    /** Reads what an earlier process has left on disk; never fails. */
    Future<Void> load() {
        return shelf.load().compose(loaded -> shared.load());
    }

    /** What all sidecars hold in common. */
    public Shared shared() {
        return shared;
    }

    SharedExchange sharedExchange() {
        return shared.exchange();
    }

    /** See {@link Beginning#begin}. */
    void begin() {
        beginning.begin(ownLatest().node());
        shared.exchange().begin(membership.others());
    }

    /**
     * Completes once the ledger is as complete as it will be at the start, and again after this process has stood still;
     * never fails. To be asked again before each answer.
     */
    public Future<Void> settled() {
        return beginning.settled();
    }

    /** Who is there, and who acts for all. */
    public Attendance attendance() {
        return attendance;
    }

    /** See {@link Beginning#beat}. */
    public void beat() {
        beginning.beat();
    }

    /** Makes the members known that are in the cluster and were missed: its events are lost when it merges after a split. */
    public void meet() {
        encounters.meet();
        roster.replaced(ownLatest().node());
    }

    /** Looks after the others, once in a second. */
    void look() {
        encounters.probe();
        attendance.look(System.nanoTime());
    }

    /** What is done now and then, in the background. */
    void tick(long nowMillis) {
        meet();
        roster.retire(System.nanoTime());
        speech.retain(roster.members(System.nanoTime()).stream()
                .map(Roster.Member::member)
                .toList());
        roster.present().forEach(speech::askPass);
        exchange.tick();
        NodeReport own = ownLatest();
        if (beginning.isSettled() && own.snapshot().isPresent()) {
            keeper.tick(own, nowMillis);
        }
        shelf.tick();
    }

    Membership membership() {
        return membership;
    }

    /** How this sidecar and the others meet and part. */
    Encounters encounters() {
        return encounters;
    }

    /** This sidecar's own report, see {@link Reporter#report}; its sample is in the ledger, and on disk where that matters. */
    public Future<NodeReport> own(long maxAgeMillis) {
        return ownNode.report(maxAgeMillis);
    }

    /** This sidecar's own last report, its age by now. */
    public NodeReport ownLatest() {
        return ownNode.latest();
    }

    /** Calls the listener when the others should soon be told of a new sample. */
    void whenMoved(Runnable listener) {
        store.whenMoved(() -> vertx.runOnContext(v -> listener.run()));
    }

    /** What another sidecar is told of this node: at once that there is no sample yet, while none is taken. */
    Future<NodeReport> told(long maxAgeMillis) {
        return exchange.begun().isComplete() ? own(maxAgeMillis) : Future.succeededFuture(ownLatest());
    }

    /** The newest page of every node. */
    public Ledger ledger() {
        return store.ledger();
    }

    /**
     * Completes when another member has this sidecar's last sample, so that the loss of this one does not lose a number that
     * was shown; at once when there is no other. Never fails.
     */
    public Future<Void> confirm() {
        return confirmation.of(reports.values(ownLatest()));
    }

    /** Asks the members that are present what they have last seen of these nodes; completes when all have answered. Never fails. */
    public Future<Void> repair(Set<String> nodes) {
        return exchange.repair(nodes);
    }

    /**
     * Takes leave: the last sample, as far as the broker gives one in time, goes to all members and to disk. No later one is
     * shown to anybody: the others would not hear of it. Never fails.
     */
    Future<Void> drain() {
        return ownNode.lastReport()
                .compose(report -> confirmation.toAll(reports.values(report)))
                .compose(told -> shelf.save()
                        .timeout(DRAIN_DISK_MILLIS, TimeUnit.MILLISECONDS)
                        .otherwiseEmpty());
    }

    Reports reports() {
        return reports;
    }

    Speech speech() {
        return speech;
    }

    LedgerStore store() {
        return store;
    }

    public Roster roster() {
        return roster;
    }

    public PeerClient peers() {
        return peers;
    }

    ClusterCounts counts() {
        return counts;
    }

    public List<Measure> measures() {
        List<Measure> all = new ArrayList<>(counts.measures());
        all.addAll(store.measures());
        all.addAll(shared.measures());
        all.add(Measure.gauge(
                "brokertally_cluster_members",
                "Sidecars in the cluster now, this one included.",
                membership.members().size()));
        return all;
    }

    /** Calls the listener, on the event loop, whenever a member leaves or vanishes. */
    public void whenGone(BiConsumer<String, Reason> listener) {
        encounters.whenGone(listener);
    }

    void saidGoodbye(String member) {
        LOG.info("member says goodbye member={}", member);
        Set<String> nodes = roster.member(member, System.nanoTime()).flatMap(Roster.Member::report).stream()
                .map(NodeReport::node)
                .collect(Collectors.toSet());
        roster.saidGoodbye(member);
        if (!nodes.isEmpty()) {
            repair(nodes); // its last sample may have come to others only
        }
        shelf.save();
        encounters.gone(member, Reason.LEFT);
    }
}
