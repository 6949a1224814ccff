package brokertally.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** Sends bytes that no proper client would send, to a port of loopback. */
record RawClient(int port) {
    /** Sends these very bytes and reads until the server closes the connection, or for as long as it says nothing. */
    String send(String request) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(5000);
            CompletableFuture<byte[]> answer = CompletableFuture.supplyAsync(() -> readAll(socket));
            write(socket, request);
            return new String(answer.join(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The server may answer and close before it has taken all of a hostile request; that is no failure of the sender. */
    private static void write(Socket socket, String request) {
        try {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException closedEarly) {
            // what counts is the answer, which is read meanwhile
        }
    }

    private static byte[] readAll(Socket socket) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] part = new byte[4096];
        try {
            for (int n = socket.getInputStream().read(part);
                    n >= 0;
                    n = socket.getInputStream().read(part)) {
                all.write(part, 0, n);
            }
        } catch (IOException reset) {
            // a reset behind the answer ends it as well
        }
        return all.toByteArray();
    }

    /** How long the server takes to begin its answer, the sending of the request included. */
    long millisToFirstByte(String request) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(5000);
            long start = System.nanoTime();
            CompletableFuture<Long> first = CompletableFuture.supplyAsync(() -> firstByteAt(socket));
            write(socket, request);
            return (first.join() - start) / 1_000_000;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long firstByteAt(Socket socket) {
        try {
            if (socket.getInputStream().read() < 0) {
                throw new AssertionError("no answer");
            }
            return System.nanoTime();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The status of the one answer to these bytes, which must end the connection. */
    int status(String request) {
        String answer = send(request);
        if (!answer.startsWith("HTTP/1.")) {
            throw new AssertionError("no answer: " + answer);
        }
        return Integer.parseInt(answer.substring(9, 12));
    }
}
