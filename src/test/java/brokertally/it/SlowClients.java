package brokertally.it;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Many connections of one thread, each as slow as can be (as slowhttptest's -H, -B and -X); whoever is shut out comes again. */
final class SlowClients implements AutoCloseable {
    private static final int OPENS_PER_ROUND = 25;
    private static final long ROUND_MILLIS = 100;

    /** What they are slow at. */
    enum Kind {
        HEADERS("GET /api/v5/prometheus/stats HTTP/1.1\r\nHost: x\r\nX-Slow: "),
        BODY("POST /api/v5/prometheus/stats HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Content-Length: 4096\r\n\r\n"),
        /** They stay for the time of their connection limit and go by themselves: their system still has bytes to read. */
        READING("GET /api/v5/prometheus/stats HTTP/1.1\r\nHost: x\r\n\r\n");

        private final byte[] begin;

        Kind(String begin) {
            this.begin = begin.getBytes(StandardCharsets.US_ASCII);
        }
    }

    private static final class Client {
        private final SocketChannel channel;
        private long connectedNanos;

        Client(SocketChannel channel) {
            this.channel = channel;
        }
    }

    private final Kind kind;
    private final int count;
    private final InetSocketAddress server;
    private final Selector selector = Selector.open();
    private final List<Client> clients = new ArrayList<>();
    private final AtomicLong opened = new AtomicLong();
    private final AtomicLong closedByServer = new AtomicLong();
    private final AtomicLong longestMillis = new AtomicLong();
    private final Thread thread = new Thread(this::run, "slow-clients");
    private volatile boolean reopening = true;
    private volatile boolean stopped;

    SlowClients(Kind kind, int count, int port) throws IOException {
        this.kind = kind;
        this.count = count;
        this.server = new InetSocketAddress("127.0.0.1", port);
        thread.start();
    }

    long opened() {
        return opened.get();
    }

    long closedByServer() {
        return closedByServer.get();
    }

    /** The longest time that the server has borne one of them, of those it has closed. */
    long longestMillis() {
        return longestMillis.get();
    }

    /** From now on nobody comes again. */
    void stopOpening() {
        reopening = false;
    }

    private void run() {
        try {
            long next = System.nanoTime();
            while (!stopped) {
                for (int i = 0; i < OPENS_PER_ROUND && reopening && clients.size() < count; i++) {
                    open();
                }
                drip();
                next += TimeUnit.MILLISECONDS.toNanos(ROUND_MILLIS);
                for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
                    selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
                    selector.selectedKeys().forEach(this::ready);
                    selector.selectedKeys().clear();
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } finally {
            new ArrayList<>(clients).forEach(client -> close(client, false));
        }
    }

    private void open() throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        if (kind == Kind.READING) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 2048);
        }
        Client client = new Client(channel);
        clients.add(client);
        channel.register(selector, SelectionKey.OP_CONNECT, client);
        channel.connect(server);
        opened.incrementAndGet();
    }

    private void ready(SelectionKey key) {
        Client client = (Client) key.attachment();
        try {
            if (key.isValid() && key.isConnectable()) {
                client.channel.finishConnect();
                client.connectedNanos = System.nanoTime();
                client.channel.write(ByteBuffer.wrap(kind.begin));
                key.interestOps(kind == Kind.READING ? 0 : SelectionKey.OP_READ);
            } else if (key.isValid() && key.isReadable() && client.channel.read(ByteBuffer.allocate(4096)) < 0) {
                close(client, true);
            }
        } catch (IOException reset) {
            close(client, true);
        }
    }

    /** Each does a tenth of what it has to do in a second: one byte. */
    private void drip() {
        for (Client client : new ArrayList<>(clients)) {
            if (client.connectedNanos == 0) {
                continue;
            }
            try {
                if (kind == Kind.READING) {
                    if (client.channel.read(ByteBuffer.allocate(8)) < 0) {
                        close(client, true);
                    } else if (reopening && ageMillis(client) > 10_000) {
                        close(client, false);
                    }
                } else if ((System.identityHashCode(client) + System.nanoTime() / 100_000_000) % 10 == 0) {
                    client.channel.write(ByteBuffer.wrap(new byte[] {'x'}));
                }
            } catch (IOException reset) {
                close(client, true);
            }
        }
    }

    private static long ageMillis(Client client) {
        return (System.nanoTime() - client.connectedNanos) / 1_000_000;
    }

    private void close(Client client, boolean byServer) {
        if (byServer && client.connectedNanos != 0) {
            closedByServer.incrementAndGet();
            longestMillis.accumulateAndGet(ageMillis(client), Math::max);
        }
        clients.remove(client);
        try {
            client.channel.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        stopped = true;
        selector.wakeup();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(20));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
