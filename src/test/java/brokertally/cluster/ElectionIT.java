package brokertally.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brokertally.TestSnapshots;
import brokertally.it.SidecarCluster;
import brokertally.model.NodeReport;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which member is elected, with real members; the first one lives in a process of its own, which is killed. */
class ElectionIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    /** Takes 0.4 s on a quiet machine. */
    private static final Duration TAKEOVER = Duration.ofSeconds(8);

    private final String name = "election-" + UUID.randomUUID();
    private Optional<Process> founder = Optional.empty();
    private Optional<ClusterVertx> second = Optional.empty();
    private Optional<ClusterVertx> third = Optional.empty();

    @AfterEach
    void end() throws Exception {
        founder.ifPresent(Process::destroyForcibly);
        for (Optional<ClusterVertx> member : List.of(third, second)) {
            if (member.isPresent()) {
                LoopFixture.await(member.get().close());
            }
        }
    }

    private String found(int port, int busPort) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FoundingMember.class.getName(),
                        name,
                        Integer.toString(port),
                        Integer.toString(busPort))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        founder = Optional.of(process);
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("JOINED ")) {
                return line.substring("JOINED ".length());
            }
        }
        throw new IllegalStateException("ended with " + process.waitFor());
    }

    private static Attendance of(ClusterVertx member) {
        NodeReport own = new NodeReport(member.member(), "n", TestSnapshots.UP, 0, Optional.empty());
        return new Attendance(member, new Roster(1, 1), new LedgerStore(LoopFixture.RULES), () -> own);
    }

    @Test
    void oldestMember_isElected_andTheNextWhenItIsKilledOrLeaves() throws Exception {
        List<Integer> ports = SidecarCluster.freePorts(6);
        String one = found(ports.get(0), ports.get(1));
        ClusterVertx two = LoopFixture.await(
                ClusterVertx.join(FoundingMember.cluster(name, ports.get(2), ports.get(3), ports.get(0))));
        second = Optional.of(two);
        ClusterVertx three = LoopFixture.await(
                ClusterVertx.join(FoundingMember.cluster(name, ports.get(4), ports.get(5), ports.get(0))));
        third = Optional.of(three);
        List<String> joined = List.of(one, two.member(), three.member());
        await().atMost(SOON)
                .until(() -> two.members().equals(joined) && three.members().equals(joined));
        assertThat(of(two).isElected()).isFalse();
        assertThat(of(three).isElected()).isFalse();

        founder.orElseThrow().destroyForcibly();
        // Its connections break at once; a machine that falls silent is missed only after 15 s.
        await().atMost(TAKEOVER).until(() -> of(two).isElected());
        assertThat(of(two).isAlone()).isFalse();
        await().atMost(SOON).until(() -> three.members().equals(joined.subList(1, 3)));
        assertThat(of(three).isElected()).isFalse();

        second = Optional.empty();
        LoopFixture.await(two.close());

        await().atMost(SOON).until(() -> of(three).isElected() && of(three).isAlone());
    }
}
