package brokertally.push;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.model.PushFailure;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class FailuresTest {
    @Test
    void exceptions_haveAKind() {
        assertThat(Failures.of(new ConnectException("Connection refused"))).isEqualTo(PushFailure.REFUSED);
        assertThat(Failures.of(new ConnectException("connection timed out after 10000 ms")))
                .isEqualTo(PushFailure.TIMEOUT);
        assertThat(Failures.of(new TimeoutException())).isEqualTo(PushFailure.TIMEOUT);
        assertThat(Failures.of(new UnknownHostException("x"))).isEqualTo(PushFailure.DNS);
        assertThat(Failures.of(new SSLHandshakeException("no"))).isEqualTo(PushFailure.TLS);
        assertThat(Failures.of(new HttpClosedException("closed"))).isEqualTo(PushFailure.RESET);
        assertThat(Failures.of(new IOException("Connection reset by peer"))).isEqualTo(PushFailure.RESET);
        assertThat(Failures.of(new IllegalStateException("x"))).isEqualTo(PushFailure.FAILED);
    }

    @Test
    void theFirstCauseThatSaysSomething_counts() {
        assertThat(Failures.of(new IllegalStateException("x", new SSLHandshakeException("no"))))
                .isEqualTo(PushFailure.TLS);
    }

    @Test
    void aStrangeStatus_isAKindOfItsOwn() {
        assertThat(Failures.ofStatus(101)).isEqualTo(PushFailure.STATUS);
        assertThat(Failures.ofStatus(600)).isEqualTo(PushFailure.STATUS);
    }
}
