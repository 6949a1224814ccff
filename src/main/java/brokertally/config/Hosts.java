package brokertally.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Host names and addresses as text; nothing is looked up. */
final class Hosts {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,252}[A-Za-z0-9.])?");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%[A-Za-z0-9._-]+)?");
    private static final Pattern HOST_PORT = Pattern.compile("(\\[[^\\]]+]|[^:]*):([0-9]{1,5})");
    private static final List<String> WILDCARDS = List.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0", "0");

    private Hosts() {}

    static Optional<String> complaint(String host) {
        if (host.isBlank()) {
            return Optional.of("must not be empty; write a host name or an IP address");
        }
        if (NAME.matcher(host).matches() || IPV6.matcher(host).matches()) {
            return Optional.empty();
        }
        return Optional.of("'" + Given.printable(host) + "' is not a host name or IP address");
    }

    static Optional<String> wildcard(String host) {
        return WILDCARDS.contains(host)
                ? Optional.of("'" + host + "' is not an address that others can reach; write this host's own one")
                : Optional.empty();
    }

    static Optional<String> portComplaint(String text) {
        Matcher matcher = HOST_PORT.matcher(text);
        if (!matcher.matches()) {
            return Optional.of("'" + Given.printable(text) + "' is not host:port; write for example 10.0.0.7:15701");
        }
        int port = Integer.parseInt(matcher.group(2));
        if (port < 1 || port > 65535) {
            return Optional.of("'" + text + "' has the port " + port + "; allowed: 1..65535");
        }
        return complaint(bare(matcher.group(1)));
    }

    /** The host of a {@code host:port} that {@link #portComplaint} accepts. */
    static String ofHostPort(String text) {
        return bare(text.substring(0, text.lastIndexOf(':')));
    }

    /** Whether only this machine reaches the address. */
    static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.[0-9]{1,3}){3}");
    }

    private static String bare(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
