package brokertally.push;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A port whose queue is full: who connects gets no answer at all. */
final class SilentPort implements AutoCloseable {
    private static final int MOST = 64;

    private final ServerSocket server;
    private final List<Socket> queue = new ArrayList<>();

    SilentPort(String address, int port) throws IOException {
        server = new ServerSocket(port, 1, InetAddress.getByName(address));
        for (int i = 0; i < MOST && !isSilent(); i++) {
            // one more stands in the queue
        }
    }

    /** True when one more gets no answer. */
    boolean isSilent() throws IOException {
        Socket socket = new Socket();
        queue.add(socket);
        try {
            socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), 300);
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : queue) {
            socket.close();
        }
        server.close();
    }
}
