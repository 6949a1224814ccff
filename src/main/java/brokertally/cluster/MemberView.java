package brokertally.cluster;

import brokertally.model.BrokerState;
import brokertally.model.PushState;
import brokertally.model.Reason;
import java.util.Optional;

/**
 * One sidecar and its node, as another sidecar sees it now; shown on {@code /api/v5/nodes}.
 *
 * @param member identifier of the sidecar in the cluster
 * @param node name of the broker node; empty before its first report, as the next two
 * @param address {@code host:port} of the sidecar's HTTP server
 * @param version version of the sidecar
 * @param self true for the sidecar that answers
 * @param missing {@link Reason#NONE} while it is in the cluster and answers
 * @param broker how the broker is
 * @param push how its push stands; empty before its first report
 * @param sample what is known of the last sample
 */
public record MemberView(
        String member,
        String node,
        String address,
        String version,
        boolean self,
        Reason missing,
        BrokerState broker,
        Optional<PushState> push,
        Sample sample) {

    /**
     * The last sample.
     *
     * @param known false before the first one; the other parts are 0 then
     * @param ageMillis its age
     * @param sequence its sequence
     * @param series how many series it has
     * @param startedMillis start of the broker's incarnation, Unix milliseconds
     */
    public record Sample(boolean known, long ageMillis, long sequence, int series, long startedMillis) {}
}
