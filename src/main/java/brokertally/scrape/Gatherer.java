package brokertally.scrape;

import brokertally.cluster.ClusterLink;
import brokertally.cluster.Roster;
import brokertally.config.Settings;
import brokertally.model.NodeReport;
import brokertally.model.Reason;
import brokertally.model.Snapshot;
import brokertally.tally.Gathered;
import brokertally.tally.NodeView;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the state of all nodes together: asks at once whoever's last sample is too old, waits until all have answered or
 * the deadline has come, and says of each who is missing why. Lives on one event loop.
 */
public final class Gatherer {
    private static final Logger LOG = LoggerFactory.getLogger(Gatherer.class);

    private final Vertx vertx;
    private final ClusterLink link;
    private final Settings settings;
    private final GatherCounts counts = new GatherCounts();
    private final Questions questions;
    private Set<String> conflicting = Set.of();

    public Gatherer(Vertx vertx, ClusterLink link, Settings settings) {
        this.vertx = vertx;
        this.link = link;
        this.settings = settings;
        this.questions = new Questions(link, settings);
    }

    GatherCounts counts() {
        return counts;
    }

    /**
     * The state of this sidecar's own node; the broker is not waited for beyond the deadline.
     *
     * @param timeoutMillis when the last sample has to do
     */
    public Future<Gathered> own(long timeoutMillis) {
        Promise<Gathered> promise = Promise.promise();
        Runnable answer =
                () -> promise.tryComplete(new Gathered(link.ownLatest().node(), 1, List.of(ownView())));
        long timer = vertx.setTimer(timeoutMillis, id -> answer.run());
        link.own(settings.sampling().maxAge().toMillis()).onComplete(report -> {
            vertx.cancelTimer(timer);
            answer.run();
        });
        return promise.future();
    }

    /**
     * The state of all nodes. Scrapes that come while others gather share their questions, each with its own deadline.
     *
     * @param timeoutMillis when to answer with what is there
     */
    public Future<Gathered> all(long timeoutMillis) {
        return new Gather().start(timeoutMillis);
    }

    /** What one scrape waits for. */
    private final class Gather {
        private final Set<String> waiting = new HashSet<>(); // members, and "" for this sidecar's own broker
        private final Map<String, Reason> missing = new HashMap<>();
        private final Promise<Gathered> promise = Promise.promise();
        private long timer = -1;

        private Future<Gathered> start(long timeoutMillis) {
            long maxAge = settings.sampling().maxAge().toMillis();
            for (Roster.Member member : link.roster().members(System.nanoTime())) {
                if (member.presence() != Reason.NONE) {
                    missing.put(member.member(), member.presence());
                } else if (!isYoung(member, maxAge)) {
                    waiting.add(member.member());
                }
            }
            if (!waiting.isEmpty()) {
                counts.began();
            }
            List<String> asked = List.copyOf(waiting);
            waiting.add("");
            timer = vertx.setTimer(timeoutMillis, id -> expire());
            link.own(maxAge).onComplete(own -> done("", Reason.NONE));
            asked.forEach(member -> questions.ask(member).onSuccess(reason -> done(member, reason)));
            return promise.future();
        }

        private void done(String member, Reason reason) {
            waiting.remove(member);
            if (reason != Reason.NONE) {
                missing.put(member, reason);
            }
            if (waiting.isEmpty() && vertx.cancelTimer(timer)) {
                answer();
            }
        }

        private void expire() {
            counts.expired();
            answer();
            long now = System.nanoTime();
            List.copyOf(waiting).forEach(member -> questions.giveUp(member, now));
        }

        /** A defect of ours must not leave the scraper waiting. */
        private void answer() {
            try {
                promise.complete(gathered(missing, Set.copyOf(waiting)));
            } catch (RuntimeException e) {
                promise.fail(e);
            }
        }
    }

    /** A younger sample than asked for needs no question; 0 means that the broker is read for every scrape. */
    private static boolean isYoung(Roster.Member member, long maxAgeMillis) {
        return member.report()
                .filter(report -> report.broker().up() && report.snapshot().isPresent())
                .map(report -> report.ageMillis() < maxAgeMillis)
                .orElse(false);
    }

    private Gathered gathered(Map<String, Reason> missing, Set<String> late) {
        Map<String, NodeView> byName = new HashMap<>();
        NodeView own = ownView();
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
        return new Gathered(own.node(), expected, List.copyOf(byName.values()));
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

    private NodeView ownView() {
        return view(link.ownLatest(), Reason.NONE);
    }

    /** Gauges of a node that does not answer, or whose broker does not, are the last ones until they are too old. */
    private NodeView view(NodeReport report, Reason missing) {
        Optional<Snapshot> usable = report.snapshot()
                .filter(snapshot ->
                        report.ageMillis() <= settings.gather().staleAfter().toMillis());
        return new NodeView(report.node(), missing, report.broker(), report.ageMillis(), usable);
    }
}
