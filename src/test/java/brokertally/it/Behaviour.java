package brokertally.it;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** What a {@link RecordingGateway} does with a connection. After it the connection is read to its end and closed. */
interface Behaviour {
    /** What a body that never ends is made of. */
    int BLOCK = 16 * 1024;

    /** Before anything is read, of the TLS handshake either. */
    default void accepted(Socket socket) throws IOException {}

    /** After a whole request has come. */
    void answer(Socket socket) throws IOException;

    /** An answer with this status and a few words. */
    static Behaviour status(int status) {
        return status(status, "", "words of the server\n");
    }

    /** An answer with these lines of the head, each with its CRLF. */
    static Behaviour status(int status, String headers, String body) {
        return socket -> send(
                socket,
                "HTTP/1.1 " + status + " Words\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n"
                        + headers + "\r\n" + body);
    }

    /** Sends elsewhere. */
    static Behaviour redirect(int status, String url) {
        return status(status, "Location: " + url + "\r\n", "");
    }

    /** These bytes, whatever they are. */
    static Behaviour raw(String bytes) {
        return socket -> send(socket, bytes);
    }

    /** Takes the request and says nothing until the client goes. */
    static Behaviour silent() {
        return RecordingGateway::awaitEnd;
    }

    /** 200, so long after the request; nothing to a client that has gone by then. */
    static Behaviour answersAfter(Duration time) {
        return socket -> {
            socket.setSoTimeout((int) time.toMillis());
            try {
                RecordingGateway.awaitEnd(socket);
            } catch (SocketTimeoutException e) {
                status(200).answer(socket);
            }
        };
    }

    static Behaviour resetAtAccept() {
        return new Behaviour() {
            @Override
            public void accepted(Socket socket) throws IOException {
                reset(socket);
            }

            @Override
            public void answer(Socket socket) {
                throw new AssertionError("nothing is read");
            }
        };
    }

    /** Ends the connection in good order, without a word. */
    static Behaviour goodbye() {
        return Socket::close;
    }

    static Behaviour resetAfterRequest() {
        return Behaviour::reset;
    }

    /** A status, then nothing of the body that is promised. */
    static Behaviour stalledBody() {
        return socket -> {
            send(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbegin");
            RecordingGateway.awaitEnd(socket);
        };
    }

    /** A status, then a body that never ends, as fast as it is taken; {@code sent} counts its bytes. */
    static Behaviour endlessBody(AtomicLong sent) {
        return endless("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", sent);
    }

    /** A status, then headers that never end; {@code sent} counts their bytes. */
    static Behaviour endlessHead(AtomicLong sent) {
        return endless("HTTP/1.1 200 OK\r\n", sent);
    }

    private static Behaviour endless(String begin, AtomicLong sent) {
        byte[] block =
                ("X-More: " + "x".repeat(118) + "\r\n").repeat(BLOCK / 128).getBytes(StandardCharsets.US_ASCII);
        return socket -> {
            send(socket, begin);
            OutputStream out = socket.getOutputStream();
            // Ends with the client; at the latest when far more has gone than any bound allows.
            while (sent.get() < 1L << 32) {
                out.write(block);
                sent.addAndGet(block.length);
            }
        };
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private static void send(Socket socket, String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }
}
