package brokertally.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** A broker that is one metrics page: a test changes it, makes it hang and kills it. */
final class PageBroker implements AutoCloseable {
    private final InetAddress address;
    private final int port;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicLong reads = new AtomicLong();
    private volatile byte[] page;
    private volatile int status = 200;
    private volatile CountDownLatch open = new CountDownLatch(0);
    private HttpServer server;

    PageBroker(String page) throws IOException {
        this(InetAddress.getLoopbackAddress(), page);
    }

    PageBroker(InetAddress address, String page) throws IOException {
        this.address = address;
        this.page = page.getBytes(StandardCharsets.UTF_8);
        listen(0);
        port = server.getAddress().getPort();
    }

    private void listen(int wanted) throws IOException {
        server = HttpServer.create(new InetSocketAddress(address, wanted), 100);
        server.setExecutor(threads);
        server.createContext("/metrics", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            open.await();
            reads.incrementAndGet();
            byte[] body = page;
            exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The settings of a sidecar beside it. */
    String source() {
        return "source { type = prometheus, url = \"" + url() + "\" }\n";
    }

    String url() {
        return "http://" + address.getHostAddress() + ":" + port + "/metrics";
    }

    void show(String newPage) {
        show(newPage.getBytes(StandardCharsets.UTF_8));
    }

    void show(byte[] newPage) {
        page = newPage;
    }

    /** From now on requests are answered with this status of HTTP. */
    void answerWith(int newStatus) {
        status = newStatus;
    }

    /** How many pages it has given. */
    long reads() {
        return reads.get();
    }

    /** From now on connections are accepted and requests taken, but nothing is answered. */
    void hang() {
        open = new CountDownLatch(1);
    }

    void goOn() {
        open.countDown();
    }

    /** Nobody listens at its port any more, and its connections are gone. */
    void kill() {
        server.stop(0);
    }

    void restart() throws IOException {
        listen(port);
    }

    @Override
    public void close() {
        goOn();
        server.stop(0);
        threads.shutdownNow();
    }
}
