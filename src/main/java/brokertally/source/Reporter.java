package brokertally.source;

import brokertally.model.NodeReport;
import io.vertx.core.Future;

/** Says how this sidecar's own node is. */
public interface Reporter {
    /**
     * A report whose sample is not older than this; the broker is read when the last one is, once for everybody who waits.
     * Never fails: a broker that does not answer is a report with a reason and the last good sample.
     *
     * @param maxAgeMillis 0 = read the broker now
     */
    Future<NodeReport> report(long maxAgeMillis);

    /** The last report, its age by now; reads nothing. */
    NodeReport latest();

    /** From now on what earlier processes of a node have left is asked for before the first sample of that node is taken. */
    default void recallFrom(Recall memory) {}

    /** The samples that follow have a higher sequence than this. */
    default void raise(long sequence) {}
}
