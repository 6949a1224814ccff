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
 * <tr><td>3</td><td>a node that misses a gather</td></tr>
 * <tr><td>6</td><td>a state that is off on one node: not a sum</td></tr>
 * <tr><td>8</td><td>histograms of different bounds</td></tr>
 * <tr><td>9</td><td>quantiles</td></tr>
 * <tr><td>10</td><td>a counter that is declared gauge</td></tr>
 * <tr><td>11</td><td>a gauge that is declared counter</td></tr>
 * <tr><td>12</td><td>an earlier sample that comes later</td></tr>
 * <tr><td>13</td><td>nodes that disagree on a value of the cluster</td></tr>
 * <tr><td>14</td><td>an unreachable node is not off</td></tr>
 * <tr><td>15</td><td>a node that died and its replacement of the same name</td></tr>
 * <tr><td>16</td><td>two living sidecars of one name</td></tr>
 * <tr><td>17</td><td>a label node of the source</td></tr>
 * <tr><td>18</td><td>HELP and TYPE in several words</td></tr>
 * <tr><td>19</td><td>one series twice</td></tr>
 * <tr><td>20</td><td>a line that cannot be read</td></tr>
 * <tr><td>22</td><td>NaN</td></tr>
 * <tr><td>23</td><td>infinities, negative numbers, exactness</td></tr>
 * <tr><td>24</td><td>a family that the asked node does not know</td></tr>
 * <tr><td>25</td><td>a member that was killed or is frozen</td></tr>
 * <tr><td>26</td><td>a member that has just said goodbye</td></tr>
 * <tr><td>27</td><td>a cluster that is split and healed</td></tr>
 * <tr><td>28</td><td>all sidecars restart, their brokers do not</td></tr>
 * <tr><td>29</td><td>one sidecar restarts, its broker does not</td></tr>
 * <tr><td>30</td><td>a broker that restarts and passes its old value</td></tr>
 * <tr><td>31</td><td>a start that jitters</td></tr>
 * <tr><td>32</td><td>a node that joins with a large counter</td></tr>
 * <tr><td>33</td><td>a Pushgateway that answers 202</td></tr>
 * <tr><td>34</td><td>a job name with slashes, empty or not ASCII</td></tr>
 * <tr><td>35</td><td>pushes with timestamps, one name of two types</td></tr>
 * <tr><td>36</td><td>the group of a node that leaves or dies</td></tr>
 * <tr><td>37</td><td>a wrong mode</td></tr>
 * <tr><td>38</td><td>Accept</td></tr>
 * <tr><td>39</td><td>two scrapers</td></tr>
 * <tr><td>40</td><td>different questions at once</td></tr>
 * <tr><td>41</td><td>Mosquitto: a number that does not change</td></tr>
 * <tr><td>42</td><td>Mosquitto: uptime with a unit, topics with spaces</td></tr>
 * <tr><td>43</td><td>Mosquitto: a number under two names</td></tr>
 * <tr><td>44</td><td>label values with odd bytes</td></tr>
 * <tr><td>45</td><td>a counter that falls although its broker lives</td></tr>
 * <tr><td>48</td><td>a page that is too long or never ends</td></tr>
 * <tr><td>49</td><td>refused credentials</td></tr>
 * <tr><td>50</td><td>a secret with colons, a scheme in another case, bad base64</td></tr>
 * <tr><td>51</td><td>a gauge of a node that has left</td></tr>
 * <tr><td>52</td><td>one name, two types</td></tr>
 * <tr><td>53</td><td>a broker that has just started</td></tr>
 * </table>
 */
class TrapsIndexTest {
    private static final Map<Integer, Set<String>> INDEX = new TreeMap<>(Map.ofEntries(
            Map.entry(
                    1, Set.of("CarriedTest", "CountersIT", "JudgeIT", "LedgerTrapsTest", "RestartAllIT", "TrapsTest")),
            Map.entry(2, Set.of("CarriedTest", "CountersIT", "JudgeIT", "LedgerTrapsTest", "TrapsTest")),
            Map.entry(3, Set.of("CountersIT", "FrozenMemberIT", "JudgeIT", "LedgerTrapsTest")),
            Map.entry(6, Set.of("EmqxAnswersIT", "TrapsIT", "TrapsTest")),
            Map.entry(8, Set.of("TrapsIT", "TrapsTest", "CarriedTest", "FoldingTest")),
            Map.entry(9, Set.of("TrapsIT", "TrapsTest", "CarriedTest")),
            Map.entry(10, Set.of("BrokerMappingTest", "CatalogTest", "CarriedTest")),
            Map.entry(11, Set.of("SysTopicsTest", "CatalogTest", "CarriedTest")),
            Map.entry(12, Set.of("JudgeIT", "LedgerTrapsTest", "RosterTest")),
            Map.entry(13, Set.of("CarriedTest", "CountersIT")),
            Map.entry(14, Set.of("TrapsIT", "TrapsTest")),
            Map.entry(15, Set.of("CountersIT", "LedgerTrapsTest")),
            Map.entry(16, Set.of("CountersIT", "IncarnationsTest", "LedgerTrapsTest")),
            Map.entry(17, Set.of("TrapsIT", "TrapsTest", "PrometheusSourceTest")),
            Map.entry(18, Set.of("TrapsIT", "TrapsTest", "PageReaderTest")),
            Map.entry(19, Set.of("TrapsIT", "PrometheusSourceTest", "PageReaderTest")),
            Map.entry(20, Set.of("TrapsIT", "PrometheusSourceTest", "PageReaderTest")),
            Map.entry(22, Set.of("TrapsIT", "TrapsTest", "CarriedTest", "LedgerTrapsTest")),
            Map.entry(23, Set.of("TrapsIT", "TrapsTest", "PrometheusSourceTest", "LedgerTrapsTest")),
            Map.entry(24, Set.of("EmqxAnswersIT", "TrapsIT", "TrapsTest")),
            Map.entry(25, Set.of("FrozenMemberIT")),
            Map.entry(26, Set.of("CountersIT", "JudgeIT", "RestartAllIT")),
            Map.entry(27, Set.of("LedgerTrapsTest", "PartitionIT")),
            Map.entry(28, Set.of("LedgerTrapsTest", "RestartAllIT")),
            Map.entry(29, Set.of("CountersIT", "IncarnationsTest", "JudgeIT", "LedgerTrapsTest", "RestartAllIT")),
            Map.entry(30, Set.of("CountersIT", "IncarnationsTest", "LedgerTrapsTest", "UptimeWatchTest")),
            Map.entry(31, Set.of("IncarnationsTest", "LedgerTrapsTest", "UptimeWatchTest")),
            Map.entry(32, Set.of("CountersIT", "LedgerTrapsTest")),
            Map.entry(33, Set.of("PushFaultsIT")),
            Map.entry(34, Set.of("PushThreatsIT")),
            Map.entry(35, Set.of("PushIT")),
            Map.entry(36, Set.of("PushLifeIT")),
            Map.entry(37, Set.of("TrapsIT")),
            Map.entry(38, Set.of("TrapsIT", "FormatTest")),
            Map.entry(39, Set.of("CollectorTest")),
            Map.entry(40, Set.of("TrapsIT")),
            Map.entry(41, Set.of("MosquittoSourceIT")),
            Map.entry(42, Set.of("SysTopicsTest")),
            Map.entry(43, Set.of("SysTopicsTest")),
            Map.entry(44, Set.of("TrapsIT", "PrometheusSourceTest", "PageReaderTest")),
            Map.entry(45, Set.of("BrokerMappingTest", "CatalogTest", "CarriedTest", "CountersIT", "LedgerTrapsTest")),
            Map.entry(48, Set.of("TrapsIT", "HttpSourceContract", "PageReaderTest")),
            Map.entry(49, Set.of("TrapsIT", "CollectorTest", "HttpSourceContract", "MosquittoSourceIT")),
            Map.entry(50, Set.of("AuthHandlerTest", "PresentedTest")),
            Map.entry(51, Set.of("TrapsTest", "CarriedTest", "CountersIT")),
            Map.entry(52, Set.of("TrapsIT", "TrapsTest")),
            Map.entry(53, Set.of("TrapsIT", "TrapsTest", "EmqxSourceTest", "LedgerTrapsTest"))));

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
