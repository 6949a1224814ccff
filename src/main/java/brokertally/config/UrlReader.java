package brokertally.config;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code http[s]://[user:password@]host[:port][/path]}; nothing is looked up. */
final class UrlReader {
    private static final Pattern URL = Pattern.compile("(https?)://([^/?#]*)(/[^?#]*)?([?#].*)?", Pattern.DOTALL);
    private static final Pattern AUTHORITY =
            Pattern.compile("(?:(.*)@)?(\\[[^\\]]*]|[^:\\[\\]@]*)(:(.*))?", Pattern.DOTALL);

    private UrlReader() {}

    static PushUrl read(String url) {
        Matcher whole = URL.matcher(url);
        require(whole.matches(), "is not a URL; write http://host:port");
        require(whole.group(4) == null, "has a query or fragment; remove it");
        Matcher authority = AUTHORITY.matcher(whole.group(2));
        require(authority.matches(), "is not a URL; write http://host:port, an IPv6 address in brackets");
        boolean tls = whole.group(1).equals("https");
        String user = authority.group(1);
        int port = port(authority.group(4), tls ? 443 : 80);
        return new PushUrl(
                tls,
                HostText.read(authority.group(2)),
                port,
                path(whole.group(3) == null ? "" : whole.group(3)),
                user == null ? Secret.NONE : userInfo(user));
    }

    private static int port(String text, int otherwise) {
        if (text == null) {
            return otherwise;
        }
        require(text.indexOf(':') < 0, "is not a URL; write http://host:port, an IPv6 address in brackets");
        require(text.matches("[0-9]+"), "has no number behind the colon; write a port, 1..65535");
        int port = text.length() > 5 ? 0 : Integer.parseInt(text);
        require(port >= 1 && port <= 65535, "has the port " + Given.printable(text) + "; allowed: 1..65535");
        return port;
    }

    private static String path(String text) {
        String path = text.replaceFirst("/+$", "");
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean encoded = c == '%' && Percent.isEncoded(path, i);
            require(
                    c == '/' || PathSegment.isPlain(c) || encoded,
                    "has a character in its path that a URL cannot have; write it as %XX of its UTF-8");
        }
        require(!Texts.hasControl(Percent.decode(path)), "has an encoded control character in its path; remove it");
        require(!path.contains("//"), "has // in its path; write one slash");
        require(
                Arrays.stream(path.split("/", -1)).noneMatch(UrlReader::isDots),
                "has . or .. in its path; write the path that is meant");
        return path;
    }

    /** Also with parameters, which some servers take away first. */
    private static boolean isDots(String segment) {
        return Percent.decode(segment).matches("\\.\\.?(;.*)?");
    }

    private static Secret userInfo(String text) {
        require(!text.isEmpty(), "has no user before the @; write user:password@, or remove the @");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = c != '@' && PathSegment.isPlain(c);
            require(
                    plain || c == '%' && Percent.isEncoded(text, i),
                    "has a character in user or password that a URL cannot have; write it as %XX of its UTF-8, @ as %40");
        }
        int colon = text.indexOf(':');
        String user = Percent.decode(colon < 0 ? text : text.substring(0, colon));
        String password = colon < 0 ? "" : Percent.decode(text.substring(colon + 1));
        require(!user.contains(":"), "has a colon in the user, which HTTP Basic cannot carry; write another user");
        require(
                !Texts.hasControl(user) && !Texts.hasControl(password),
                "has a control character in user or password; remove it");
        return new Secret(user + ":" + password);
    }

    static void require(boolean sound, String what) {
        if (!sound) {
            throw new IllegalArgumentException(what);
        }
    }
}
