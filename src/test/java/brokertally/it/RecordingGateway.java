package brokertally.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;

/**
 * Stands where a Pushgateway is thought to be: keeps every byte that comes and behaves as the test says, 200 until then.
 * One request is read of a connection; what comes after it is counted.
 */
final class RecordingGateway implements AutoCloseable {
    private static final int HEAD_LIMIT = 1 << 20;
    private static final int BODY_LIMIT = 1 << 28;

    /** How long a connection may stay open after its answer. */
    private static final int LINGER_MILLIS = 3_000;

    private static final Pattern CONTENT_LENGTH = Pattern.compile("(?im)^content-length: *([0-9]+)$");

    private final InetAddress address;
    private final int port;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger cutOff = new AtomicInteger();
    private final AtomicInteger handshakesFailed = new AtomicInteger();
    private final AtomicLong surplus = new AtomicLong();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();
    private volatile Behaviour behaviour = Behaviour.status(200);
    private volatile Onward onward = request -> {};
    private volatile Optional<SSLContext> tls = Optional.empty();
    private volatile Optional<Certificate> lastClient = Optional.empty();
    private ServerSocket server;

    /** What becomes of a request before it is answered. */
    interface Onward {
        void take(RecordedRequest request) throws IOException, InterruptedException;
    }

    /** On a free port of the loopback. */
    RecordingGateway() throws IOException {
        this(InetAddress.getLoopbackAddress(), 0);
    }

    RecordingGateway(InetAddress address, int port) throws IOException {
        this.address = address;
        listen(port);
        this.port = server.getLocalPort();
    }

    private void listen(int wanted) throws IOException {
        ServerSocket listening = new ServerSocket(wanted, 100, address);
        server = listening;
        threads.execute(() -> acceptAll(listening));
    }

    private void acceptAll(ServerSocket listening) {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                int number = accepted.incrementAndGet();
                mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
                threads.execute(() -> serve(socket, number));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket plain, int number) {
        try (plain) {
            Behaviour now = behaviour;
            now.accepted(plain);
            Socket socket = plain.isClosed() ? plain : secured(plain);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            Optional<RecordedRequest> request = read(in, number);
            if (request.isEmpty()) {
                cutOff.incrementAndGet();
                return;
            }
            requests.add(request.get());
            onward.take(request.get());
            now.answer(socket);
            plain.setSoTimeout(LINGER_MILLIS);
            while (in.read() >= 0) {
                surplus.incrementAndGet();
            }
        } catch (SSLException e) {
            handshakesFailed.incrementAndGet();
        } catch (IOException e) {
            // The client has gone, or was sent away: what came before is recorded.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.decrementAndGet();
        }
    }

    private Socket secured(Socket plain) throws IOException {
        Optional<SSLContext> context = tls;
        if (context.isEmpty()) {
            return plain;
        }
        SSLSocket socket = (SSLSocket) context.get().getSocketFactory().createSocket(plain, null, port, true);
        socket.setUseClientMode(false);
        socket.setWantClientAuth(true);
        socket.startHandshake();
        lastClient = clientOf(socket);
        return socket;
    }

    private static Optional<Certificate> clientOf(SSLSocket socket) {
        try {
            return Optional.of(socket.getSession().getPeerCertificates()[0]);
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    /** Empty when the connection ends before a whole request. */
    private static Optional<RecordedRequest> read(InputStream in, int connection) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        // The last four bytes as a number: CR LF CR LF ends the head.
        int last = 0;
        while (last != 0x0d0a0d0a) {
            int next = in.read();
            if (next < 0 || head.size() > HEAD_LIMIT) {
                return Optional.empty();
            }
            head.write(next);
            last = last << 8 | next;
        }
        String text = head.toString(ISO_8859_1);
        Matcher length = CONTENT_LENGTH.matcher(text);
        int expected = length.find() ? Math.min(BODY_LIMIT, Integer.parseInt(length.group(1))) : 0;
        byte[] body = in.readNBytes(expected);
        return body.length < expected
                ? Optional.empty()
                : Optional.of(new RecordedRequest(connection, System.nanoTime(), text, body));
    }

    /** Reads until the client closes, however long that takes. */
    static void awaitEnd(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        while (in.read() >= 0) {
            // What comes is of no interest here.
            continue;
        }
    }

    /** From now on requests go there too. */
    void pass(Onward next) {
        onward = next;
    }

    void behave(Behaviour next) {
        behaviour = next;
    }

    /** From now on it speaks TLS, with this; a client's certificate is asked for and must be one that this trusts. */
    void speakTls(SSLContext context) {
        tls = Optional.of(context);
    }

    /** From now on connections are refused; those that are open stay. */
    void shut() throws IOException {
        server.close();
    }

    /** Listens again where it listened. */
    void reopen() throws IOException {
        listen(port);
    }

    int port() {
        return port;
    }

    String url() {
        return "http://" + address.getHostAddress() + ":" + port;
    }

    List<RecordedRequest> requests() {
        return List.copyOf(requests);
    }

    /** Those that bring a page, in their order. */
    List<RecordedRequest> pushes() {
        return requests.stream().filter(one -> !one.method().equals("DELETE")).toList();
    }

    List<RecordedRequest> deletes() {
        return requests.stream().filter(one -> one.method().equals("DELETE")).toList();
    }

    /** Those that came after this time. */
    List<RecordedRequest> pushesSince(long nanos) {
        return pushes().stream().filter(one -> one.atNanos() > nanos).toList();
    }

    /** How many connections have come. */
    int accepted() {
        return accepted.get();
    }

    /** Connections that ended without a whole request. */
    int cutOff() {
        return cutOff.get();
    }

    int handshakesFailed() {
        return handshakesFailed.get();
    }

    /** What the last client has shown in its handshake. */
    Certificate lastClient() {
        return lastClient.orElseThrow();
    }

    /** Bytes that came on a connection after its request. */
    long surplus() {
        return surplus.get();
    }

    /** The most connections that were open at one time. */
    int mostOpen() {
        return mostOpen.get();
    }

    /** The first push after this time that is so. */
    RecordedRequest awaitPush(long sinceNanos, Duration atMost, Predicate<RecordedRequest> expected) {
        return Awaitility.await()
                .pollInterval(Duration.ofMillis(10))
                .atMost(atMost)
                .until(() -> pushesSince(sinceNanos).stream().filter(expected).findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    RecordedRequest awaitPush(long sinceNanos, Duration atMost) {
        return awaitPush(sinceNanos, atMost, any -> true);
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
