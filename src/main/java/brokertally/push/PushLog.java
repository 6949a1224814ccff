package brokertally.push;

import brokertally.model.PushFailure;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that pushes fail, for each reason once, and once that they succeed again. */
final class PushLog {
    private static final Logger LOG = LoggerFactory.getLogger(Pusher.class);

    private final Set<PushFailure> told = EnumSet.noneOf(PushFailure.class);
    private int failures;

    void failed(Target target, Outcome.Failed failed) {
        failures++;
        if (told.add(failed.why())) {
            LOG.warn(
                    "push fails, and is tried again reason={} to={} detail={}",
                    failed.why().text(),
                    target.where(),
                    failed.detail());
        }
    }

    void succeeded(Target target) {
        if (failures > 0) {
            LOG.info("push succeeds again to={} failures={}", target.where(), failures);
            forget();
        }
    }

    /** What failed was with another configuration. */
    void forget() {
        failures = 0;
        told.clear();
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
                "group not deleted, it stays until somebody does: curl -X DELETE {} because={} reason={} detail={}",
                target.where(),
                because,
                failed.why().text(),
                failed.detail());
    }
}
