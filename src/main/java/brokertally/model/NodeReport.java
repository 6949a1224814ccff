package brokertally.model;

import java.util.Optional;

/**
 * What a sidecar says of its node: the state of the broker now, and the last sample, which may be older.
 *
 * @param member identifier of the sidecar in the cluster; another one after each restart
 * @param node name of the broker node
 * @param broker how the broker is
 * @param ageMillis age of the snapshot when the report was made, by the clock of its sidecar; 0 without a snapshot
 * @param snapshot the last good sample; empty before the first
 */
public record NodeReport(String member, String node, BrokerState broker, long ageMillis, Optional<Snapshot> snapshot) {
    public NodeReport {
        if (member == null || node == null || broker == null || snapshot == null) {
            throw new IllegalArgumentException("report with a null part");
        }
        if (ageMillis < 0) {
            throw new IllegalArgumentException("negative age " + ageMillis);
        }
        if (snapshot.isPresent() && !snapshot.get().node().equals(node)) {
            throw new IllegalArgumentException("report of " + node + " with a snapshot of "
                    + snapshot.get().node());
        }
    }
}
