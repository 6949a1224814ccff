package brokertally.push;

import brokertally.config.Settings;
import brokertally.model.Measure;
import brokertally.model.PushState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Pushes while it is switched on, follows each change of the settings at once, and cleans up behind itself. Of the cluster's
 * views only the elected sidecar pushes. Lives on one event loop.
 */
public final class Pusher {
    /** How long a stop waits for a push that is under way, and after it for the DELETE. */
    private static final long STOP_MILLIS = 700;

    /** How long a change of the settings waits for a push that is under way. */
    private static final long PATIENCE_MILLIS = 1_000;

    private final Campaign.Crew crew;
    private final Supplier<Settings.PushGateway> settings;
    private Runnable moved = () -> {};
    private final String clusterName;
    private Optional<Settings.PushGateway> known = Optional.empty();
    private Optional<Settings.PushGateway> inForce = Optional.empty();
    private Optional<Campaign> campaign = Optional.empty();
    private boolean moving;
    private boolean ended;

    /**
     * What the push needs.
     *
     * @param pages where pages come from
     * @param standing who is in the cluster
     * @param settings those in force now
     * @param clusterName {@code cluster.name}
     * @param version of this program
     */
    public record Deps(
            Pages pages,
            Standing standing,
            Supplier<Settings.PushGateway> settings,
            String clusterName,
            String version) {}

    /** A push that is off until it {@link #begin}s. */
    public Pusher(Vertx vertx, Deps deps) {
        this.settings = deps.settings();
        this.clusterName = deps.clusterName();
        Courier courier = new Courier(vertx, deps.version());
        PushCounts counts = new PushCounts();
        PushLog log = new PushLog();
        Deletions deletions = new Deletions(vertx, courier, counts);
        Groups groups = new Groups(courier, deletions, counts);
        this.crew = new Campaign.Crew(
                vertx, deps.standing(), deps.pages(), courier, deletions, groups, counts, log, () -> moved.run());
    }

    /** Calls the listener when {@link #state} has become of another kind. */
    public void whenMoved(Runnable listener) {
        moved = listener;
    }

    /** From now on it follows the settings. */
    void begin() {
        changed();
    }

    /** Looks at the settings again; to be called whenever they have changed. */
    public void changed() {
        Settings.PushGateway next = settings.get();
        if (ended || known.filter(next::equals).isPresent()) {
            return;
        }
        known = Optional.of(next);
        if (!moving) {
            moving = true;
            campaign.map(last -> last.rest(PATIENCE_MILLIS))
                    .orElseGet(Future::succeededFuture)
                    .onSuccess(rested -> move());
        }
    }

    /** From what was in force to the newest settings; those between were never in force. */
    private void move() {
        moving = false;
        if (ended) {
            return;
        }
        Settings.PushGateway next = known.orElseThrow();
        Optional<Settings.PushGateway> before = inForce;
        Optional<Campaign> last = campaign;
        inForce = known;
        campaign = Optional.empty();
        crew.log().forget();
        if (next.enable()) {
            begin(next, last.map(Campaign::schedule));
        } else if (last.isPresent()) {
            crew.log().ends();
            if (before.orElseThrow().life().deleteOnShutdown()) {
                crew.groups().leave();
            } else {
                crew.groups().forget();
            }
        }
        moved.run();
    }

    private void begin(Settings.PushGateway next, Optional<Schedule> last) {
        long now = Campaign.nowMillis();
        long interval = next.interval().toMillis();
        Schedule schedule = last.map(pace -> pace.paced(now, interval)).orElseGet(() -> Schedule.from(now, interval));
        Campaign begun = new Campaign(crew, new Targets(next, clusterName), schedule);
        campaign = Optional.of(begun);
        crew.log().begins(begun.target(), interval);
        begun.begin();
    }

    /** Pushes no more, and deletes the groups that are this sidecar's alone, if it is to. Never fails. */
    Future<Void> end() {
        ended = true;
        return campaign.map(last -> last.rest(STOP_MILLIS)
                        .compose(rested -> deletes()
                                ? crew.groups().end(group -> !last.isShared(group), STOP_MILLIS)
                                : Future.<Void>succeededFuture()))
                .orElseGet(() -> crew.groups().end(group -> true, STOP_MILLIS));
    }

    /**
     * Deletes the groups that others pushed to as well, if this sidecar is the last one; to be called once it has said goodbye.
     * Of sidecars that stop at the same time at least one has heard all the others' goodbyes by then. Never fails.
     */
    public Future<Void> farewell() {
        Future<Void> deleted = Future.succeededFuture();
        if (campaign.isPresent() && deletes() && crew.standing().isAlone()) {
            campaign.get().clusterTarget().ifPresent(group -> crew.groups().holds(group, Deletion.Certainty.ASSUMED));
            deleted = crew.groups().end(group -> true, STOP_MILLIS);
        }
        return deleted.compose(done -> crew.courier().close());
    }

    private boolean deletes() {
        return inForce.filter(now -> now.life().deleteOnShutdown()).isPresent();
    }

    /** How it stands. */
    public PushState state() {
        long success = crew.counts().lastSuccessMillis();
        return campaign.map(now -> new PushState(now.kind(), now.failure(), success))
                .orElse(PushState.OFF);
    }

    /** What the push counts, and who acts for the cluster. */
    public List<Measure> measures() {
        List<Measure> all = new ArrayList<>(crew.counts().measures());
        all.add(Measure.gauge(
                "brokertally_push_elected",
                "1 while this sidecar acts for the cluster: pushes the cluster's views, deletes groups of nodes that are gone.",
                crew.standing().isElected() ? 1 : 0));
        return all;
    }
}
