package brokertally.source;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.config.Secret;
import brokertally.model.Reason;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpPagesTest {
    private final Vertx vertx = Vertx.vertx();
    private final HttpPages pages = new HttpPages(vertx, new Timing(Clock.system(), Duration.ofSeconds(2)));

    @AfterEach
    void close() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    private String threadThatReads(int bytes) throws Exception {
        Target target = new Target("http://127.0.0.1:1/metrics", Secret.NONE, 4 << 20);
        target.body().append(Buffer.buffer(new byte[bytes]));
        Promise<Reading> read = Promise.promise();
        vertx.runOnContext(v -> pages.read(
                        List.of(target),
                        () -> new Reading.Failure(Reason.NONE, Context.isOnEventLoopThread() ? "event loop" : "worker"))
                .onComplete(read));
        return ((Reading.Failure) read.future().await(10, TimeUnit.SECONDS)).detail();
    }

    @Test
    void shortPages_areReadAtOnce() throws Exception {
        assertThat(threadThatReads(1 << 20)).isEqualTo("event loop");
    }

    /** Unknown lines of a long page take hundreds of milliseconds; the event loop must go on meanwhile. */
    @Test
    void longPages_areReadOnAWorker() throws Exception {
        assertThat(threadThatReads((1 << 20) + 1)).isEqualTo("worker");
    }
}
