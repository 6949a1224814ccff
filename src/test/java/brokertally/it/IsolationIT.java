package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brokertally.it.SidecarProcess.Place;
import brokertally.it.rogue.RogueMember;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two sidecars in network namespaces of their own, whose way to everywhere else ends in an interface that counts: they send
 * nothing there, neither by themselves nor because somebody makes them. A third namespace is the rogue's.
 *
 * <p>System property {@code egress.seconds}: how long they are watched (default 20).
 */
class IsolationIT {
    private static final int SECONDS = Integer.getInteger("egress.seconds", 20);
    private static final int ROGUE = 2;
    private static final int ROGUE_SECONDS = 180;
    private static final Pattern CLUSTER = Pattern.compile("name = \"(it-[^\"]+)\".*members = \\[([^]]+)]");
    private static final String ASKED_FOR = "gadget.brokertally-test.invalid";
    private static final String TOTAL = "emqx_messages_received 42\n";

    @TempDir
    static Path directory;

    private static Namespaces namespaces;
    private static PageBroker broker;
    private static SidecarCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        namespaces = new Namespaces(ROGUE + 1);
        for (int i = 0; i <= ROGUE; i++) {
            namespaces.routeToNowhere(i);
        }
        broker =
                new PageBroker(namespaces.host(), "# TYPE emqx_messages_received counter\nemqx_messages_received 21\n");
        cluster = SidecarCluster.start(
                namespaces.places().subList(0, ROGUE),
                i -> broker.source()
                        + """
                        node { name = "broker%d@it" }
                        sampling { interval = 500ms, max_age = 100ms }
                        gather { timeout = 1s }
                        """
                                .formatted(i));
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
        if (broker != null) {
            broker.close();
        }
        if (namespaces != null) {
            namespaces.close();
        }
    }

    private static List<Long> sent() throws IOException, InterruptedException {
        List<Long> sent = new ArrayList<>();
        for (int i = 0; i < ROGUE; i++) {
            sent.add(namespaces.sentToNowhere(i));
        }
        return sent;
    }

    /** Threat T27. */
    @Test
    void threatT27_sidecars_talkToNobodyButTheirPeersAndBrokers() throws Exception {
        for (int second = 0; second < SECONDS; second++) {
            FaultScript.pause(1);
            assertThat(cluster.all()).allSatisfy(sidecar -> assertThat(sidecar.page(SidecarCluster.AGGREGATED))
                    .contains(TOTAL));
        }
        report("T27: packets to elsewhere since the start, watched for " + SECONDS + " s: " + sent());
        assertThat(sent()).containsOnly(0L);
    }

    /** Threat T1: every gadget on every way; what it does in the rogue's own process shows that it would act. */
    @Test
    void threatT1_objectsOfARogueMember_areNotMade() throws Exception {
        Path marks = Files.createDirectory(directory.resolve("marks"));
        List<Long> before = sent();
        long rogueBefore = namespaces.sentToNowhere(ROGUE);
        Process rogue = rogue(marks);
        try {
            List<Integer> silent = new ArrayList<>();
            for (int second = 0; second < ROGUE_SECONDS && rogue.isAlive(); second++) {
                for (int i = 0; i < ROGUE; i++) {
                    if (!cluster.get(i).page(SidecarCluster.AGGREGATED).contains(TOTAL)) {
                        silent.add(i);
                    }
                }
                FaultScript.pause(1);
            }
            assertThat(silent)
                    .as("sidecars that did not answer, or with another total")
                    .isEmpty();
            assertThat(rogue.waitFor(1, TimeUnit.SECONDS)).isTrue();
        } finally {
            rogue.destroyForcibly();
        }
        String said = Files.readString(directory.resolve("rogue.log"));
        assertThat(said)
                .contains("VICTIMS 2")
                .contains("HOLDING", "refused: ")
                .containsPattern("DONE attempts=\\d{3,} gadgets=1[2-9]");
        assertThat(executed(marks, rogue.pid()))
                .as("executed by the rogue itself")
                .hasSizeGreaterThanOrEqualTo(8);
        assertThat(namespaces.sentToNowhere(ROGUE))
                .as("the rogue asks for the name")
                .isGreaterThan(rogueBefore);

        for (SidecarProcess victim : cluster.all()) {
            assertThat(executed(marks, victim.pid()))
                    .as("executed by a sidecar")
                    .isEmpty();
            assertThat(victim.isAlive()).isTrue();
        }
        assertThat(sent()).as("packets, DNS or others").isEqualTo(before);
        await().atMost(Duration.ofSeconds(40)).until(() -> cluster.all().stream()
                .allMatch(sidecar -> SidecarCluster.isComplete(sidecar.page(SidecarCluster.AGGREGATED), ROGUE)));
        report("T1: "
                + said.lines()
                        .filter(line -> line.startsWith("DONE"))
                        .findFirst()
                        .orElseThrow() + ", executed by the rogue itself "
                + executed(marks, rogue.pid()).size() + ", by sidecars 0");
    }

    private static Process rogue(Path marks) throws IOException {
        Matcher shared = CLUSTER.matcher(cluster.get(0).configuration());
        assertThat(shared.find()).isTrue();
        Place place = namespaces.places().get(ROGUE);
        List<String> command = new ArrayList<>(place.enter());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-Xmx128m", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), RogueMember.class.getName()));
        command.addAll(List.of(shared.group(1), place.host(), "5701"));
        command.addAll(List.of(shared.group(2).replaceAll("[\" ]", ""), marks.toString(), ASKED_FOR));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("rogue.log").toFile())
                .start();
    }

    private static List<String> executed(Path marks, long pid) throws IOException {
        try (Stream<Path> files = Files.list(marks)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("-" + pid))
                    .toList();
        }
    }

    private static void report(String figures) {
        System.out.println("IsolationIT " + figures);
    }
}
