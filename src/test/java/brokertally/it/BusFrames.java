package brokertally.it;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import javax.net.SocketFactory;

/** Frames of the event bus, made by hand: what somebody sends who is no member but knows the protocol. */
final class BusFrames {
    private static final int VERSION = 2;
    private static final int CODEC_OF_BYTES = 11;
    private static final int PATIENCE_MILLIS = 500;

    private BusFrames() {}

    /** One message of bytes to an address, from somebody who says that he is this member. */
    static byte[] frame(String address, String sender, byte[] body) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeByte(VERSION);
            out.writeByte(CODEC_OF_BYTES);
            out.writeByte(0); // sent to one, not published
            text(out, address);
            out.writeInt(0); // no reply address
            text(out, sender);
            out.writeInt(4); // headers: none, their length counts itself
            out.writeInt(body.length);
            out.write(body);
            ByteArrayOutputStream frame = new ByteArrayOutputStream();
            new DataOutputStream(frame).writeInt(bytes.size());
            bytes.writeTo(frame);
            return frame.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException("into memory", e);
        }
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /**
     * Opens connections one after the other and writes to each what it is given, until the other side has closed or taken it.
     *
     * @return how many connections the other side has ended
     */
    static int send(SocketFactory factory, int port, int connections, byte[] bytes) throws IOException {
        int ended = 0;
        for (int i = 0; i < connections; i++) {
            try (Socket socket = factory.createSocket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(PATIENCE_MILLIS);
                OutputStream out = socket.getOutputStream();
                out.write(bytes);
                out.flush();
                ended += isEnded(socket.getInputStream()) ? 1 : 0;
            } catch (SocketException | javax.net.ssl.SSLException e) {
                ended++;
            }
        }
        return ended;
    }

    /** Reads what comes until the other side closes; a bus that has taken the frames stays silent. */
    private static boolean isEnded(InputStream in) throws IOException {
        try {
            byte[] some = new byte[1024];
            int read = in.read(some);
            while (read > 0) {
                read = in.read(some);
            }
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        }
    }
}
