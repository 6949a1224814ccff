package brokertally.push;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.model.PushFailure;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.ssl.NotSslRecordException;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class FailuresTest {
    @Test
    void exceptions_haveAKind() {
        assertThat(Failures.of(new ConnectException("Connection refused"))).isEqualTo(PushFailure.REFUSED);
        assertThat(Failures.of(new ConnectException("connection timed out after 10000 ms")))
                .isEqualTo(PushFailure.TIMEOUT);
        assertThat(Failures.of(new NoRouteToHostException("No route to host"))).isEqualTo(PushFailure.REFUSED);
        assertThat(Failures.of(new SocketException("Network is unreachable"))).isEqualTo(PushFailure.REFUSED);
        assertThat(Failures.of(new ProxyConnectException("http, none, /127.0.0.1:1 => x:443, timeout")))
                .isEqualTo(PushFailure.TIMEOUT);
        assertThat(Failures.of(new TimeoutException())).isEqualTo(PushFailure.TIMEOUT);
        assertThat(Failures.of(new UnknownHostException("x"))).isEqualTo(PushFailure.DNS);
        assertThat(Failures.of(new SSLHandshakeException("no"))).isEqualTo(PushFailure.TLS);
        assertThat(Failures.of(new HttpClosedException("closed"))).isEqualTo(PushFailure.RESET);
        assertThat(Failures.of(new IOException("Connection reset by peer"))).isEqualTo(PushFailure.RESET);
        assertThat(Failures.of(new IllegalStateException("x"))).isEqualTo(PushFailure.FAILED);
    }

    @Test
    void plainly_saysWhatItKnows_andOtherwiseOnlyTheClass() {
        assertThat(Failures.plainly(new IllegalArgumentException("invalid version format: KEY")))
                .isEqualTo("IllegalArgumentException");
        assertThat(Failures.plainly(new ConnectException("Connection refused: /127.0.0.1:1")))
                .isEqualTo("Connection refused: /127.0.0.1:1");
        assertThat(Failures.plainly(new ProxyConnectException("http, basic, /127.0.0.1:1 => x:443, status: 502 KEY")))
                .isEqualTo("no tunnel from the proxy, status 502");
    }

    @Test
    void plainly_ofTls_isInWordsOfOurOwn() {
        assertThat(Failures.plainly(new DecoderException(new NotSslRecordException("4b4559"))))
                .isEqualTo("it does not speak TLS; write http:// in url");
        assertThat(Failures.plainly(new SSLHandshakeException("Received fatal alert: certificate_required")))
                .isEqualTo(
                        "it asks for a certificate, or refuses the one shown; see tls.cert_file (certificate_required)");
        assertThat(Failures.plainly(new SSLHandshakeException("Received fatal alert: x KEY")))
                .isEqualTo("SSLHandshakeException");
        assertThat(Failures.plainly(tls(new CertificateExpiredException("KEY"))))
                .isEqualTo("its certificate has expired");
        assertThat(Failures.plainly(tls(new CertificateNotYetValidException("KEY"))))
                .isEqualTo("its certificate is not valid yet");
        assertThat(Failures.plainly(tls(new CertificateException("No name matching KEY found"))))
                .isEqualTo("its certificate is not for the host of url");
    }

    @Test
    void detail_saysWhatItKnows_andOtherwiseWhatLiesAtTheBottom() {
        assertThat(Failures.detail(new IllegalStateException("outer", new IOException("inner words"))))
                .isEqualTo("inner words");
        assertThat(Failures.detail(new IllegalStateException("outer", new IOException())))
                .isEqualTo("IOException");
        assertThat(Failures.detail(new ConnectException("Connection refused: /127.0.0.1:1")))
                .isEqualTo("Connection refused: /127.0.0.1:1");
        assertThat(Failures.detail(new HttpClosedException("Connection was closed")))
                .isEqualTo("it closed the connection without an answer");
        IllegalStateException circle = new IllegalStateException("a");
        circle.initCause(new IllegalStateException("b", circle));
        assertThat(Failures.detail(circle)).isIn("a", "b");
    }

    private static SSLHandshakeException tls(Exception cause) {
        SSLHandshakeException error = new SSLHandshakeException("KEY");
        error.initCause(cause);
        return error;
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
