package brokertally.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

/** The host of a URL. Nothing is looked up. */
final class HostText {
    private static final String LABEL = "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";
    private static final Pattern NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*\\.?");
    private static final int LONGEST = 253;

    /** A host whose last label is a number is an IPv4 address, to some readers also in octal, hex or with fewer parts. */
    private static final Pattern NUMERIC = Pattern.compile("(.*\\.)?([0-9]+|0[xX][0-9A-Fa-f]*)\\.?", Pattern.DOTALL);

    private static final String BYTE = "(0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])";
    private static final String QUAD = BYTE + "(\\." + BYTE + "){3}";
    private static final Pattern IPV4 = Pattern.compile(QUAD);
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]*:(" + QUAD + ")?[0-9A-Fa-f]{0,4}");

    private HostText() {}

    /** The host without brackets, in lower case. */
    static String read(String text) {
        UrlReader.require(!text.isEmpty(), "has no host name; write http://host:port");
        if (text.startsWith("[")) {
            return literal(text, IPV6, "has an IPv6 address that is none; write it as [::1], without a zone");
        }
        if (NUMERIC.matcher(text).matches()) {
            return literal(
                    text, IPV4, "has a number as its host; write an IPv4 address as four decimal numbers, 10.0.0.7");
        }
        UrlReader.require(
                text.chars().allMatch(c -> c < 128),
                "has a host name that is not ASCII; write its ASCII form, which begins with xn--");
        UrlReader.require(
                text.length() <= LONGEST && NAME.matcher(text).matches(),
                "has a host that is neither a name nor an address; write http://host:port");
        return text.toLowerCase(Locale.ROOT);
    }

    private static String literal(String text, Pattern pattern, String complaint) {
        String host = text.startsWith("[") ? text.substring(1, text.length() - 1) : text;
        UrlReader.require(pattern.matcher(host).matches(), complaint);
        Destinations.forbidden(address(text, complaint)).ifPresent(what -> {
            throw new IllegalArgumentException(
                    "goes to " + what + ", where nothing may be sent; write the address of a Pushgateway");
        });
        return host.toLowerCase(Locale.ROOT);
    }

    /** An address that is written out is never looked up. */
    private static InetAddress address(String literal, String complaint) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(complaint, e);
        }
    }
}
