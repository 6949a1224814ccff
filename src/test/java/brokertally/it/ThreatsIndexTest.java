package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Where each threat is tested. A test is a threat's when {@code threatTN} is part of its name or {@code Threat TN} of its
 * comment; this class reads the sources and holds them against the index below.
 *
 * <table>
 * <caption>The threats by number</caption>
 * <tr><td>T1</td><td>serialised objects on the cluster's port</td></tr>
 * <tr><td>T2</td><td>a rogue member</td></tr>
 * <tr><td>T3</td><td>forged messages on the bus</td></tr>
 * <tr><td>T4</td><td>frames without bounds</td></tr>
 * <tr><td>T5</td><td>pushes to where they must not go</td></tr>
 * <tr><td>T6</td><td>redirects</td></tr>
 * <tr><td>T7</td><td>headers and lines hidden in texts</td></tr>
 * <tr><td>T9</td><td>a peer that speaks for another node</td></tr>
 * <tr><td>T10</td><td>compressed bodies</td></tr>
 * <tr><td>T11</td><td>slow clients</td></tr>
 * <tr><td>T12</td><td>very many clients</td></tr>
 * <tr><td>T13</td><td>very many parameters, unknown paths</td></tr>
 * <tr><td>T14</td><td>series made by asking</td></tr>
 * <tr><td>T16</td><td>secrets in answers and logs</td></tr>
 * <tr><td>T17</td><td>keys found out by time</td></tr>
 * <tr><td>T18</td><td>the cache of good keys</td></tr>
 * <tr><td>T19</td><td>wrong keys by the thousand</td></tr>
 * <tr><td>T23</td><td>two requests in one, HTTP/2</td></tr>
 * <tr><td>T24</td><td>Accept</td></tr>
 * <tr><td>T25</td><td>lines in the log</td></tr>
 * <tr><td>T26</td><td>TLS</td></tr>
 * <tr><td>T27</td><td>talking to strangers</td></tr>
 * <tr><td>T28</td><td>the state files</td></tr>
 * <tr><td>T29</td><td>reload and stop from outside</td></tr>
 * </table>
 */
class ThreatsIndexTest {
    private static final Map<Integer, Set<String>> INDEX = new TreeMap<>(Map.ofEntries(
            Map.entry(1, Set.of("IsolationIT")),
            Map.entry(2, Set.of("BusThreatsIT")),
            Map.entry(3, Set.of("BusThreatsIT")),
            Map.entry(4, Set.of("BusThreatsIT")),
            Map.entry(5, Set.of("PushThreatsIT")),
            Map.entry(6, Set.of("PushThreatsIT")),
            Map.entry(7, Set.of("PushThreatsIT")),
            Map.entry(9, Set.of("BusThreatsIT", "PassesTest")),
            Map.entry(10, Set.of("OperationsTest")),
            Map.entry(11, Set.of("SlowClientsIT", "SlowBodyIT", "ConnectionsTest")),
            Map.entry(12, Set.of("ManyClientsIT", "ConnectionsTest")),
            Map.entry(13, Set.of("HostileRequestsTest")),
            Map.entry(14, Set.of("HostileRequestsTest")),
            Map.entry(16, Set.of("SecretsIT")),
            Map.entry(17, Set.of("VerifierTest")),
            Map.entry(18, Set.of("AuthHandlerTest", "VerifiedCacheTest")),
            Map.entry(19, Set.of("AuthFloodIT")),
            Map.entry(23, Set.of("HostileRequestsTest")),
            Map.entry(24, Set.of("FormatTest", "OwnMetricsTest")),
            Map.entry(25, Set.of("LoggingTest")),
            Map.entry(26, Set.of("HttpTlsIT")),
            Map.entry(27, Set.of("IsolationIT")),
            Map.entry(28, Set.of("SharedDiskIT", "SharedDiskTest")),
            Map.entry(29, Set.of("ConfigHandlerTest"))));

    private static final Set<Integer> ALL = Stream.of(
                    Stream.of(1, 2, 3, 4, 5, 6, 7),
                    Stream.of(9, 10, 11, 12, 13, 14),
                    Stream.of(16, 17, 18, 19),
                    Stream.of(23, 24, 25, 26, 27, 28, 29))
            .flatMap(numbers -> numbers)
            .collect(Collectors.toUnmodifiableSet());

    /** Its comment, if it has one, and its name. */
    private static final Pattern TEST_METHOD = Pattern.compile(
            "(/\\*\\*(?:(?!\\*/).)*\\*/\\s*)?@(?:Test|ParameterizedTest|Property)\\b(?:(?!\\bvoid\\b).)*\\bvoid (\\w+)\\(",
            Pattern.DOTALL);

    private static final Pattern NUMBER = Pattern.compile("[tT]hreats? ?(T[0-9]+(?:(?:, | and )T[0-9]+)*)");

    @Test
    void everyThreatHasItsTestsWhereTheIndexSays() throws IOException {
        Map<Integer, Set<String>> found = found();

        INDEX.forEach((threat, classes) -> assertThat(found.getOrDefault(threat, Set.of()))
                .as("classes with a test of threat T%d", threat)
                .containsAll(classes));
    }

    @Test
    void noThreatIsForgotten() {
        assertThat(INDEX.keySet()).isEqualTo(ALL);
    }

    private static Map<Integer, Set<String>> found() throws IOException {
        Map<Integer, Set<String>> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                Matcher method = TEST_METHOD.matcher(Files.readString(file));
                String className = file.getFileName().toString().replace(".java", "");
                while (method.find()) {
                    Matcher mention = NUMBER.matcher(method.group(1) + " " + method.group(2));
                    while (mention.find()) {
                        for (String threat : mention.group(1).split(", | and ")) {
                            found.computeIfAbsent(Integer.valueOf(threat.substring(1)), n -> new TreeSet<>())
                                    .add(className);
                        }
                    }
                }
            }
        }
        return found;
    }
}
