package brokertally.it;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One MQTT 3.1.1 client that publishes with QoS 1, one message at a time, and connects again when it must. It knows how many
 * messages the broker has acknowledged, and of how many it never heard.
 */
final class MqttPublisher implements AutoCloseable {
    private static final int MILLIS = 2_000;
    private static final byte[] TOPIC = "load".getBytes(US_ASCII);

    private final int port;
    private final long pauseNanos;
    private final Thread thread = new Thread(this::run, "publisher");
    private volatile boolean publishing;
    private volatile boolean sending;
    private volatile boolean ended;
    private volatile long acknowledged;
    private volatile long unknown;

    MqttPublisher(int port, long pauseMillis) {
        this.port = port;
        this.pauseNanos = TimeUnit.MILLISECONDS.toNanos(pauseMillis);
        thread.start();
    }

    void publish() {
        publishing = true;
    }

    /** Returns when the last message has been acknowledged or given up. */
    void rest() {
        publishing = false;
        org.awaitility.Awaitility.await()
                .atMost(2L * MILLIS, TimeUnit.MILLISECONDS)
                .until(() -> !sending);
    }

    long acknowledged() {
        return acknowledged;
    }

    /** Messages that were sent and never acknowledged: the broker has counted them or not. */
    long unknown() {
        return unknown;
    }

    private void run() {
        while (!ended) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), MILLIS);
                socket.setSoTimeout(MILLIS);
                socket.setTcpNoDelay(true);
                session(socket);
            } catch (IOException e) {
                // The broker is away: the next connection tells when it is back.
                LockSupport.parkNanos(pauseNanos);
            }
        }
    }

    private void session(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        DataInputStream in = new DataInputStream(socket.getInputStream());
        // CONNECT: MQTT 3.1.1, clean session, no keep-alive, client id "p". CONNACK: four bytes.
        out.write(new byte[] {0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, 1, 'p'});
        in.readFully(new byte[4]);
        for (int id = 1; !ended; id = id % 0xffff + 1) {
            send(out, in, id);
            LockSupport.parkNanos(pauseNanos);
        }
    }

    private void send(OutputStream out, DataInputStream in, int id) throws IOException {
        sending = true;
        try {
            if (!publishing) {
                return;
            }
            byte[] publish = {
                0x32, 9, 0, 4, TOPIC[0], TOPIC[1], TOPIC[2], TOPIC[3], (byte) (id >> 8), (byte) id, 'x',
            };
            try {
                out.write(publish);
                in.readFully(new byte[4]);
                acknowledged++;
            } catch (IOException e) {
                unknown++;
                throw e;
            }
        } finally {
            sending = false;
        }
    }

    @Override
    public void close() throws InterruptedException {
        ended = true;
        publishing = false;
        thread.join(3L * MILLIS);
    }
}
