package brokertally.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import brokertally.http.TestCertificate;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recorder sees what it is there to see: what the tests of push conclude from it stands on this. */
class RecordingGatewayTest {
    private static final String PUSH = "PUT /metrics/job/a HTTP/1.1\r\nhost: h\r\ncontent-length: 3\r\n\r\nabc";

    private RecordingGateway gateway;

    @BeforeEach
    void open() throws IOException {
        gateway = new RecordingGateway();
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), gateway.port());
    }

    /** What comes back for these bytes until the end; the test's own side ends its half first. */
    private String send(String bytes) throws IOException {
        try (Socket socket = connect()) {
            write(socket, bytes);
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    private static void write(Socket socket, String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private RecordedRequest recorded(String bytes) throws IOException {
        int before = gateway.requests().size();
        send(bytes);
        await().atMost(Duration.ofSeconds(5)).until(() -> gateway.requests().size() > before);
        return gateway.requests().get(before);
    }

    @Test
    void aRequest_isKeptToTheByte_andAnswered() throws IOException {
        assertThat(send(PUSH)).startsWith("HTTP/1.1 200 ");

        assertThat(gateway.requests()).singleElement().satisfies(request -> {
            assertThat(request.head() + request.text()).isEqualTo(PUSH);
            assertThat(request.method()).isEqualTo("PUT");
            assertThat(request.target()).isEqualTo("/metrics/job/a");
            assertThat(request.header("Host")).isEqualTo("h");
            assertThat(request.complaints()).isEmpty();
        });
        assertThat(gateway.surplus()).isZero();
        assertThat(gateway.cutOff()).isZero();
    }

    @Test
    void moreThanOneRequest_isSeenAsSurplus() throws IOException {
        send(PUSH + PUSH);

        await().atMost(Duration.ofSeconds(5)).until(() -> gateway.surplus() == PUSH.length());
        assertThat(gateway.requests()).hasSize(1);
    }

    @Test
    void aHalfRequest_isNone() throws IOException {
        send(PUSH.substring(0, PUSH.length() - 1));
        send("PUT /metrics/job/a HTTP/1.1\r\n");

        await().atMost(Duration.ofSeconds(5)).until(() -> gateway.cutOff() == 2);
        assertThat(gateway.requests()).isEmpty();
    }

    @Test
    void whatIsNotWellFormed_isNamed() throws IOException {
        assertThat(recorded(PUSH.replace("host: h", "host: h\nx: y")).complaints())
                .contains("CR, LF or NUL inside a line");
        assertThat(recorded(PUSH.replace("host: h", "host: h\rx: y")).complaints())
                .contains("CR, LF or NUL inside a line");
        assertThat(recorded(PUSH.replace("/a", "/a b")).complaints()).anyMatch(one -> one.startsWith("request line"));
        assertThat(recorded(PUSH.replace("/a", "/a%zz")).complaints()).anyMatch(one -> one.startsWith("request line"));
        assertThat(recorded(PUSH.replace("/a", "/a?b")).complaints()).anyMatch(one -> one.startsWith("request line"));
        assertThat(recorded(PUSH.replace("host: h", "host: h\r\nx: \u00e9")).complaints())
                .containsExactly("header: x: \u00e9");
        assertThat(recorded(PUSH.replace("host: h", "host: h\r\nx y: z")).complaints())
                .containsExactly("header: x y: z");
        assertThat(recorded(PUSH.replace("host: h", "host: h\r\nHost: i")).complaints())
                .containsExactly("twice: host");
        assertThat(recorded(PUSH.replace("host: h", "x: h")).complaints()).containsExactly("no host");
        assertThat(recorded(PUSH.replace("host: h", "host: h\r\ntransfer-encoding: chunked"))
                        .complaints())
                .containsExactly("transfer-encoding");
    }

    @Test
    void openConnections_areCounted() throws IOException {
        gateway.behave(Behaviour.silent());
        try (Socket one = connect();
                Socket other = connect()) {
            write(one, PUSH);
            write(other, PUSH);
            await().atMost(Duration.ofSeconds(5)).until(() -> gateway.requests().size() == 2);
        }
        assertThat(gateway.mostOpen()).isEqualTo(2);
        assertThat(gateway.accepted()).isEqualTo(2);
    }

    @Test
    void aReset_isOne_beforeTheRequestAndAfterIt() {
        gateway.behave(Behaviour.resetAtAccept());
        assertThatThrownBy(() -> send(PUSH)).isInstanceOf(SocketException.class);
        gateway.behave(Behaviour.resetAfterRequest());
        assertThatThrownBy(() -> send(PUSH)).isInstanceOf(SocketException.class);
        assertThat(gateway.requests()).hasSize(1);
    }

    @Test
    void afterShut_connectionsAreRefused_untilItIsOpenAgain() throws IOException {
        gateway.shut();
        assertThatThrownBy(() -> send(PUSH)).isInstanceOf(ConnectException.class);
        gateway.reopen();
        assertThat(send(PUSH)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void anEndlessBody_goesOnUntilTheClientEnds() throws IOException {
        AtomicLong sent = new AtomicLong();
        gateway.behave(Behaviour.endlessBody(sent));
        try (Socket socket = connect()) {
            write(socket, PUSH);
            assertThat(socket.getInputStream().readNBytes(3_000_000)).hasSize(3_000_000);
        }
        await().atMost(Duration.ofSeconds(5)).until(() -> {
            long before = sent.get();
            return before >= 3_000_000 - Behaviour.BLOCK
                    && await().during(Duration.ofMillis(200)).until(sent::get, now -> now == before) == before;
        });
    }

    @Test
    void tls_isSpoken_andAHandshakeThatFailsIsCounted(@TempDir Path scratch) throws Exception {
        TestCertificate own = TestCertificate.make(scratch, "EC");
        TestCertificate stranger = TestCertificate.make(scratch, "EC");
        SSLContext server = SSLContext.getInstance("TLS");
        server.init(own.keys(), null, null);
        gateway.speakTls(server);
        InetAddress loopback = InetAddress.getLoopbackAddress();

        try (Socket socket =
                TestCertificate.client(null, own).getSocketFactory().createSocket(loopback, gateway.port())) {
            write(socket, PUSH);
            assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
                    .startsWith("HTTP/1.1 200 ");
        }
        try (Socket socket =
                TestCertificate.client(null, stranger).getSocketFactory().createSocket(loopback, gateway.port())) {
            assertThatThrownBy(() -> write(socket, PUSH)).isInstanceOf(IOException.class);
        }
        await().atMost(Duration.ofSeconds(5)).until(() -> gateway.handshakesFailed() == 1);
        assertThat(gateway.requests()).hasSize(1);
    }
}
