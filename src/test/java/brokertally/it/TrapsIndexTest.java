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
 * Where each known trap of cluster metrics is tested. A test is a trap's when {@code trapN} is part of its name or
 * {@code Trap N} of its comment; this class reads the sources and holds them against the index below.
 *
 * <table>
 * <caption>The traps by number</caption>
 * <tr><td>1</td><td>a node that leaves</td></tr>
 * <tr><td>2</td><td>a node that restarts</td></tr>
 * <tr><td>6</td><td>a state that is off on one node: not a sum</td></tr>
 * <tr><td>8</td><td>histograms of different bounds</td></tr>
 * <tr><td>9</td><td>quantiles</td></tr>
 * <tr><td>10</td><td>a counter that is declared gauge</td></tr>
 * <tr><td>11</td><td>a gauge that is declared counter</td></tr>
 * <tr><td>13</td><td>nodes that disagree on a value of the cluster</td></tr>
 * <tr><td>14</td><td>an unreachable node is not off</td></tr>
 * <tr><td>17</td><td>a label node of the source</td></tr>
 * <tr><td>18</td><td>HELP and TYPE in several words</td></tr>
 * <tr><td>19</td><td>one series twice</td></tr>
 * <tr><td>20</td><td>a line that cannot be read</td></tr>
 * <tr><td>22</td><td>NaN</td></tr>
 * <tr><td>23</td><td>infinities, negative numbers, exactness</td></tr>
 * <tr><td>24</td><td>a family that the asked node does not know</td></tr>
 * <tr><td>37</td><td>a wrong mode</td></tr>
 * <tr><td>38</td><td>Accept</td></tr>
 * <tr><td>40</td><td>different questions at once</td></tr>
 * <tr><td>41</td><td>Mosquitto: a number that does not change</td></tr>
 * <tr><td>42</td><td>Mosquitto: uptime with a unit, topics with spaces</td></tr>
 * <tr><td>43</td><td>Mosquitto: a number under two names</td></tr>
 * <tr><td>44</td><td>label values with odd bytes</td></tr>
 * <tr><td>45</td><td>a counter that falls although its broker lives</td></tr>
 * <tr><td>48</td><td>a page that is too long or never ends</td></tr>
 * <tr><td>49</td><td>refused credentials</td></tr>
 * <tr><td>51</td><td>a gauge of a node that has left</td></tr>
 * <tr><td>52</td><td>one name, two types</td></tr>
 * <tr><td>53</td><td>a broker that has just started</td></tr>
 * </table>
 */
class TrapsIndexTest {
    private static final Map<Integer, Set<String>> INDEX = new TreeMap<>(Map.ofEntries(
            Map.entry(1, Set.of("CarriedTest", "TrapsTest")),
            Map.entry(2, Set.of("CarriedTest", "TrapsTest")),
            Map.entry(6, Set.of("EmqxAnswersIT", "TrapsIT", "TrapsTest")),
            Map.entry(8, Set.of("TrapsIT", "TrapsTest", "CarriedTest")),
            Map.entry(9, Set.of("TrapsIT", "TrapsTest", "CarriedTest")),
            Map.entry(10, Set.of("BrokerMappingTest", "CatalogTest", "CarriedTest")),
            Map.entry(11, Set.of("SysTopicsTest", "CatalogTest", "CarriedTest")),
            Map.entry(13, Set.of("CarriedTest")),
            Map.entry(14, Set.of("TrapsIT", "TrapsTest")),
            Map.entry(17, Set.of("TrapsIT", "TrapsTest", "PrometheusSourceTest")),
            Map.entry(18, Set.of("TrapsIT", "TrapsTest", "PageReaderTest")),
            Map.entry(19, Set.of("TrapsIT", "PrometheusSourceTest", "PageReaderTest")),
            Map.entry(20, Set.of("TrapsIT", "PrometheusSourceTest", "PageReaderTest")),
            Map.entry(22, Set.of("TrapsIT", "TrapsTest", "CarriedTest")),
            Map.entry(23, Set.of("TrapsIT", "TrapsTest", "PrometheusSourceTest")),
            Map.entry(24, Set.of("EmqxAnswersIT", "TrapsIT", "TrapsTest")),
            Map.entry(37, Set.of("TrapsIT")),
            Map.entry(38, Set.of("TrapsIT", "FormatTest")),
            Map.entry(40, Set.of("TrapsIT")),
            Map.entry(41, Set.of("MosquittoSourceIT")),
            Map.entry(42, Set.of("SysTopicsTest")),
            Map.entry(43, Set.of("SysTopicsTest")),
            Map.entry(44, Set.of("TrapsIT", "PrometheusSourceTest", "PageReaderTest")),
            Map.entry(45, Set.of("BrokerMappingTest", "CatalogTest", "CarriedTest")),
            Map.entry(48, Set.of("TrapsIT", "HttpSourceContract", "PageReaderTest")),
            Map.entry(49, Set.of("TrapsIT", "CollectorTest", "HttpSourceContract", "MosquittoSourceIT")),
            Map.entry(51, Set.of("TrapsTest", "CarriedTest")),
            Map.entry(52, Set.of("TrapsIT", "TrapsTest")),
            Map.entry(53, Set.of("TrapsIT", "TrapsTest", "EmqxSourceTest"))));

    /** Its comment, if it has one, and its name. */
    private static final Pattern TEST_METHOD = Pattern.compile(
            "(/\\*\\*(?:(?!\\*/).)*\\*/\\s*)?@(?:Test|ParameterizedTest|Property)\\b(?:(?!\\bvoid\\b).)*\\bvoid (\\w+)\\(",
            Pattern.DOTALL);

    private static final Pattern NUMBER = Pattern.compile("[tT]rap ?([0-9]+)");

    @Test
    void everyTrapHasItsTestsWhereTheIndexSays() throws IOException {
        Map<Integer, Set<String>> found = found();

        INDEX.forEach((trap, classes) -> assertThat(found.getOrDefault(trap, Set.of()))
                .as("classes with a test of trap %d", trap)
                .containsAll(classes));
    }

    private static Map<Integer, Set<String>> found() throws IOException {
        Map<Integer, Set<String>> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).collect(Collectors.toList())) {
                Matcher method = TEST_METHOD.matcher(Files.readString(file));
                String className = file.getFileName().toString().replace(".java", "");
                while (method.find()) {
                    Matcher number = NUMBER.matcher(method.group(1) + " " + method.group(2));
                    while (number.find()) {
                        found.computeIfAbsent(Integer.valueOf(number.group(1)), n -> new TreeSet<>())
                                .add(className);
                    }
                }
            }
        }
        return found;
    }
}
