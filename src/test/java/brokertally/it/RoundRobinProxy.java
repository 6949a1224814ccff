package brokertally.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * One port in front of several servers, as a Service of Kubernetes is: each request goes to the next of them, one that refuses
 * the connection is passed over. A connection carries one exchange, so that a scraper that keeps connections alive meets another
 * server every time. HTTP/1 and GET only.
 */
final class RoundRobinProxy implements AutoCloseable {
    private static final int HEAD_BYTES = 1 << 16;
    private static final int THREADS = 64;

    private final List<Integer> upstreams;
    private final AtomicLongArray relayed;
    private final AtomicInteger next = new AtomicInteger();
    private final ServerSocket listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads =
            new ThreadPoolExecutor(0, THREADS, 10, TimeUnit.SECONDS, new SynchronousQueue<>());
    private final Thread acceptor = new Thread(this::accept, "proxy");

    /** Listens on a free port of the loopback, in front of these ports of the loopback. */
    RoundRobinProxy(List<Integer> upstreams) throws IOException {
        this.upstreams = List.copyOf(upstreams);
        this.relayed = new AtomicLongArray(upstreams.size());
        acceptor.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    /** How many requests a server was handed. */
    long relayed(int upstream) {
        return relayed.get(upstream);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                open.add(client);
                hand(client);
            } catch (IOException e) {
                // Closed, or a client that was gone at once: the loop's condition tells.
            }
        }
    }

    private void hand(Socket client) {
        try {
            threads.execute(() -> {
                try (client) {
                    exchange(client);
                } catch (IOException e) {
                    // One of the two is gone; the other one sees its connection end.
                } finally {
                    open.remove(client);
                }
            });
        } catch (RejectedExecutionException e) {
            close(client);
            open.remove(client);
        }
    }

    private void exchange(Socket client) throws IOException {
        client.setSoTimeout(10_000);
        String head = head(client.getInputStream());
        if (head.isEmpty()) {
            return;
        }
        if (!head.startsWith("GET ")) {
            refuse(client, "405 Method Not Allowed");
            return;
        }
        byte[] request = head.replaceAll("(?i)\r\nconnection:[^\r]*", "")
                .replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n")
                .getBytes(ISO_8859_1);
        int first = next.getAndIncrement();
        for (int i = 0; i < upstreams.size(); i++) {
            int upstream = Math.floorMod(first + i, upstreams.size());
            try (Socket server = new Socket()) {
                if (connects(server, upstreams.get(upstream))) {
                    relayed.incrementAndGet(upstream);
                    relay(request, server, client);
                    return;
                }
            }
        }
        refuse(client, "502 Bad Gateway");
    }

    private static boolean connects(Socket server, int port) {
        try {
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void relay(byte[] request, Socket server, Socket client) throws IOException {
        open.add(server);
        try {
            server.setSoTimeout(10_000);
            server.getOutputStream().write(request);
            server.getInputStream().transferTo(client.getOutputStream());
        } finally {
            open.remove(server);
        }
    }

    /** The request up to its empty line; "" when the client sends none. */
    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4 && head.size() < HEAD_BYTES) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.write(next);
            char expected = "\r\n\r\n".charAt(matched);
            matched = next == expected ? matched + 1 : next == '\r' ? 1 : 0;
        }
        return head.toString(ISO_8859_1);
    }

    private static void refuse(Socket client, String status) throws IOException {
        OutputStream out = client.getOutputStream();
        out.write(("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").getBytes(ISO_8859_1));
    }

    private static void close(Closeable one) {
        try {
            one.close();
        } catch (IOException e) {
            // It is closed in any case.
        }
    }

    @Override
    public void close() {
        close(listener);
        open.forEach(RoundRobinProxy::close);
        threads.shutdownNow();
        try {
            acceptor.join(5_000);
            if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the proxy's threads do not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
