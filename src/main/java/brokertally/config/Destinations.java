package brokertally.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where nothing may be sent to (threats T5): the services that tell a machine of a cloud its secrets, and addresses that are no
 * single host. Loopback and private ones may: there Pushgateways are.
 */
final class Destinations {
    /** The first {@code bits} of an address. */
    private record Net(byte[] prefix, int bits, String what) {
        boolean holds(byte[] address) {
            if (address.length != prefix.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit & 7);
                if ((address[bit >> 3] & mask) != (prefix[bit >> 3] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Addresses that carry an IPv4 address, which they end up at; {@code at}: its first byte. */
    private record Carrier(Predicate<byte[]> holds, int at) {}

    private static final String METADATA = "the metadata service of a cloud";

    private static final List<Net> NETS = List.of(
            net("0.0.0.0", 8, "an unspecified address"),
            net("169.254.0.0", 16, "a link-local or metadata address"),
            net("100.100.100.200", 32, METADATA),
            net("168.63.129.16", 32, METADATA),
            net("192.0.0.192", 32, METADATA),
            net("224.0.0.0", 4, "a multicast address"),
            net("240.0.0.0", 4, "a reserved or broadcast address"),
            net("fe80::", 10, "a link-local address"),
            net("fd00:ec2::", 32, METADATA),
            net("fd20:ce::254", 128, METADATA),
            net("ff00::", 8, "a multicast address"),
            net("64:ff9b:1::", 48, "an address of local translators, which may mean any IPv4 address"),
            net("::", 128, "an unspecified address"));

    private static final List<Carrier> CARRIERS = List.of(
            new Carrier(net("::", 96, "IPv4-compatible, RFC 4291")::holds, 12),
            new Carrier(net("::ffff:0:0:0", 96, "translated, RFC 2765")::holds, 12),
            new Carrier(net("64:ff9b::", 96, "NAT64, RFC 6052")::holds, 12),
            new Carrier(net("2002::", 16, "6to4, RFC 3056")::holds, 2),
            new Carrier(Destinations::isIsatap, 12));

    private static final byte[] LOOPBACK = net("::1", 128, "").prefix();

    private Destinations() {}

    /** What an address is that nothing may be sent to; empty = something may. */
    static Optional<String> forbidden(InetAddress address) {
        byte[] bytes = address.getAddress();
        Optional<String> own = forbidden(bytes);
        if (own.isPresent() || address instanceof Inet4Address || Arrays.equals(bytes, LOOPBACK)) {
            return own;
        }
        return CARRIERS.stream()
                .filter(carrier -> carrier.holds().test(bytes))
                .flatMap(carrier -> forbidden(Arrays.copyOfRange(bytes, carrier.at(), carrier.at() + 4)).stream())
                .findFirst();
    }

    private static Optional<String> forbidden(byte[] address) {
        return NETS.stream().filter(net -> net.holds(address)).map(Net::what).findFirst();
    }

    /** An interface identifier of ISATAP, whatever the network (RFC 5214 §6.1); the bit 2 says whether the IPv4 address is unique. */
    private static boolean isIsatap(byte[] address) {
        return (address[8] & ~2) == 0 && address[9] == 0 && address[10] == 0x5e && address[11] == (byte) 0xfe;
    }

    /** Written out, so that nothing is looked up. */
    private static Net net(String address, int bits, String what) {
        try {
            InetAddress literal = InetAddress.getByName(address.contains(":") ? "[" + address + "]" : address);
            return new Net(literal.getAddress(), bits, what + " (" + address + "/" + bits + ")");
        } catch (UnknownHostException e) {
            throw new IllegalStateException(address, e);
        }
    }
}
