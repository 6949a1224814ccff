package brokertally.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** By what the failures of a client are counted. */
final class ClientAddress {
    /** Of IPv6 the network: one machine has as many addresses in it as it likes. */
    private static final int NETWORK_BYTES = 8;

    private ClientAddress() {}

    static String of(HttpServerRequest request) {
        SocketAddress address = request.remoteAddress();
        return address == null || address.hostAddress() == null ? "" : network(address.hostAddress());
    }

    static String network(String address) {
        if (!address.contains(":")) {
            return address;
        }
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            if (bytes.length <= NETWORK_BYTES) {
                return InetAddress.getByAddress(bytes).getHostAddress();
            }
            Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
            return Inet6Address.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            return address;
        }
    }
}
