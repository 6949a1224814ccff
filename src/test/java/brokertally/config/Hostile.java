package brokertally.config;

import com.typesafe.config.ConfigUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A line of a table of texts that an attacker could write into a setting, and what becomes of it: {@code what<TAB>text<TAB>
 * outcome}. In the text {@code \r}, {@code \n}, {@code \t}, {@code \0}, {@code \\} and <code>&#92;uXXXX</code> are characters and
 * <code>{64 a}</code> is 64 times {@code a}. The outcome is {@code refused: why}, or what would be sent.
 */
public record Hostile(String what, String text, String outcome) {
    private static final Pattern ESCAPE =
            Pattern.compile("\\\\(?:u([0-9A-Fa-f]{4})|([rnt0\\\\]))|\\{([0-9]+) ((?:\\$\\{[^}]*}|[^}])+)}");

    public static List<Hostile> table(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> !line.startsWith("# "))
                    .map(line -> line.split("\t", -1))
                    .map(parts -> new Hostile(parts[0], parts[1], parts[2]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text with its escapes resolved. */
    public String plain() {
        return ESCAPE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(resolved(found)));
    }

    private static String resolved(MatchResult found) {
        if (found.group(1) != null) {
            return String.valueOf((char) Integer.parseInt(found.group(1), 16));
        }
        if (found.group(2) != null) {
            return switch (found.group(2)) {
                case "r" -> "\r";
                case "n" -> "\n";
                case "t" -> "\t";
                case "0" -> "\0";
                default -> "\\";
            };
        }
        return found.group(4).repeat(Integer.parseInt(found.group(3)));
    }

    /** What a PUT makes of it. */
    String asked(Settings.Prometheus stored) {
        String quoted = ConfigUtil.quoteString(plain());
        return switch (what) {
            case "url" -> put("{\"url\":" + quoted + "}", stored, push -> shown(PushUrl.of(push.url())));
            case "job" -> put("{\"job_name\":" + quoted + "}", stored, push -> path(push.jobName(), "emqx@127.0.0.1"));
            case "node" -> put("{}", stored, push -> path(push.jobName(), plain()));
            case "header" -> put("{\"headers\":{" + quoted + ":\"v\"}}", stored, Hostile::headers);
            case "value" -> put("{\"headers\":{\"X\":" + quoted + "}}", stored, Hostile::headers);
            default -> throw new IllegalArgumentException(what);
        };
    }

    private interface Outcome {
        String of(Settings.PushGateway push);
    }

    private static String put(String push, Settings.Prometheus stored, Outcome outcome) {
        try {
            return outcome.of(PrometheusBlock.read("{\"push_gateway\":" + push + "}", stored)
                    .pushGateway());
        } catch (SettingsException e) {
            return "refused: " + e.problems().stream().map(Problem::what).collect(Collectors.joining(" | "));
        }
    }

    private static String shown(PushUrl url) {
        String user = url.userInfo().isEmpty() ? "" : " user " + url.userInfo().reveal();
        return (url.tls() ? "https " : "http ") + url.host() + " " + url.port() + " '" + url.path() + "'" + user;
    }

    private static String path(String template, String node) {
        return shortened(JobName.of(template).path(JobName.Names.of(node, "mqtt")));
    }

    private static String headers(Settings.PushGateway push) {
        StringBuilder out = new StringBuilder();
        push.headers().forEach((name, value) -> out.append(name).append(": ").append(value.reveal()));
        return shortened(out.toString());
    }

    private static String shortened(String text) {
        return text.length() <= 300 ? text : text.substring(0, 60) + " ... " + text.length() + " characters";
    }

    static Settings.Prometheus defaults() {
        try {
            return SettingsReader.read(new SettingsInput(Optional.empty(), Optional.of(Fixture.NO_FILE), Map.of()))
                    .prometheus();
        } catch (SettingsException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return what + " " + text;
    }
}
