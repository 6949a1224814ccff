package brokertally.scrape;

import brokertally.cluster.ClusterLink;
import brokertally.config.Settings;
import brokertally.config.Settings.Counters;
import brokertally.tally.Gathered;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/**
 * Brings the state of all nodes together: asks at once whoever's last sample is too old, waits until all have answered or
 * the deadline has come, and says of each who is missing why. Lives on one event loop.
 */
public final class Gatherer {
    private final Vertx vertx;
    private final ClusterLink link;
    private final Settings settings;
    private final GatherCounts counts = new GatherCounts();
    private final Questions questions;
    private final Assembly assembly;

    public Gatherer(Vertx vertx, ClusterLink link, Settings settings) {
        this.vertx = vertx;
        this.link = link;
        this.settings = settings;
        this.questions = new Questions(link, settings);
        this.assembly = new Assembly(link, settings, counts);
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
        Runnable answer = () -> promise.tryComplete(assembly.own());
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
     * @param counters whether to bring what is carried for counters that never fall
     */
    public Future<Gathered> all(long timeoutMillis, Counters counters) {
        return new Gather(this, counters).start(timeoutMillis);
    }

    /** True once it is known what the counters of all nodes stood at. */
    boolean isSettled() {
        link.beat();
        return link.settled().isComplete();
    }

    Vertx vertx() {
        return vertx;
    }

    ClusterLink link() {
        return link;
    }

    Settings settings() {
        return settings;
    }

    Questions questions() {
        return questions;
    }

    Assembly assembly() {
        return assembly;
    }
}
