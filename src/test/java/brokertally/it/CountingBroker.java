package brokertally.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;

/**
 * A broker whose page has counters and a histogram that all follow one number: how many things it has counted. The test counts;
 * a restart begins at 0 and tells a new start.
 */
final class CountingBroker implements AutoCloseable {
    /** The series that shows the number itself. */
    static final String COUNTED = "emqx_messages_received";

    private final PageBroker broker;
    private long startSeconds = System.currentTimeMillis() / 1000 - 1_000;
    private long counted;
    private long counting;

    /** Lives at this address and has counted so many before anybody looked. */
    CountingBroker(InetAddress address, long counted) throws IOException {
        this.broker = new PageBroker(address, "");
        this.counted = counted;
        this.counting = counted;
        show();
    }

    private void show() {
        broker.show(
                """
                # TYPE process_start_time_seconds gauge
                process_start_time_seconds %1$d
                # TYPE emqx_messages_received counter
                emqx_messages_received %2$d
                # TYPE emqx_packets_received counter
                emqx_packets_received{kind="x"} %3$d
                # TYPE it_latency_seconds histogram
                it_latency_seconds_bucket{le="1"} %2$d
                it_latency_seconds_bucket{le="+Inf"} %3$d
                it_latency_seconds_sum %4$d
                it_latency_seconds_count %3$d
                # TYPE emqx_connections_count gauge
                emqx_connections_count 7
                """
                        .formatted(startSeconds, counting, 3 * counting, 5 * counting));
    }

    String source() {
        return broker.source();
    }

    synchronized void count(long more) {
        counted += more;
        counting += more;
        show();
    }

    /** In all lives. */
    synchronized long counted() {
        return counted;
    }

    /** In this life. */
    synchronized long counting() {
        return counting;
    }

    /** Returns when its sidecar has what it shows now. */
    void awaitRead() {
        // The read that is under way may have begun before; the one after it has what is shown.
        long reads = broker.reads();
        await().atMost(Duration.ofSeconds(15)).until(() -> broker.reads() >= reads + 3);
    }

    /** It dies and starts anew with nothing counted. */
    synchronized void restart() throws IOException {
        broker.kill();
        counting = 0;
        startSeconds = System.currentTimeMillis() / 1000;
        show();
        broker.restart();
    }

    @Override
    public void close() {
        broker.close();
    }
}
