package brokertally.push;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says that pushes fail, and that they succeed again. */
final class PushLog {
    private static final Logger LOG = LoggerFactory.getLogger(Pusher.class);

    private final Telling telling = new Telling();

    void failed(Target target, Outcome.Failed failed) {
        telling.failed(failed.why(), System.nanoTime())
                .ifPresent(untold -> LOG.warn(
                        "push fails, and is tried again reason={} to={} untold={} detail={}",
                        failed.why().text(),
                        target.where(),
                        untold,
                        failed.detail()));
    }

    void succeeded(Target target) {
        long failures = telling.row();
        telling.succeeded()
                .ifPresent(untold ->
                        LOG.info("push succeeds again to={} failures={} untold={}", target.where(), failures, untold));
    }

    /** What failed was with another configuration. */
    void forget() {
        telling.forget();
    }

    void begins(Target target, long intervalMillis) {
        LOG.info("push is on to={} interval_ms={}", target.where(), intervalMillis);
    }

    void ends() {
        LOG.info("push is off");
    }

    void takesOver(Target target) {
        LOG.info("this sidecar pushes for the cluster now to={}", target.where());
    }

    void standsBy() {
        LOG.info("another sidecar is elected to push for the cluster");
    }

    static void deleted(Target target, String because) {
        LOG.info("group deleted because={} at={}", because, target.where());
    }

    static void notSwept(String node, Target target) {
        LOG.warn("group of a node that is gone not deleted, tried again node={} at={}", node, target.where());
    }

    /** Somebody has to do by hand what could not be done. */
    static void leftBehind(Target target, String because, Outcome.Failed failed) {
        LOG.warn(
                "group not deleted, it stays until somebody does: curl -X DELETE '{}' because={} reason={} detail={}",
                quotable(target.where()),
                because,
                failed.why().text(),
                failed.detail());
    }

    /** Between single quotes of a shell. */
    static String quotable(String text) {
        return text.replace("'", "'\\''");
    }
}
