package brokertally.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import brokertally.Main;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as people call them: real processes, their exit codes, and what they print where. */
class CliIT {
    private static final String PAGE =
            """
            # TYPE emqx_connections_count gauge
            emqx_connections_count 42
            # TYPE emqx_messages_received counter
            emqx_messages_received 4711
            # TYPE emqx_authn_success counter
            emqx_authn_success 3
            """;

    @TempDir
    Path directory;

    private record Ended(int exit, String out, String err) {}

    private Ended run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(directory, "out", ".txt");
        Path err = Files.createTempFile(directory, "err", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("ends by itself")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private String file(String settings) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "sidecar", ".conf"), settings)
                .toString();
    }

    @Test
    void version_namesTheProgramItsVersionAndJava() throws Exception {
        Ended ended = run("--version");

        assertThat(ended.exit()).isZero();
        assertThat(ended.out()).matches("brokertally [0-9]+\\.[0-9]+\\.[0-9]+\\S* \\(Java [^)]+\\)\\R");
    }

    @Test
    void help_listsTheCommandsAndTheExitCodes() throws Exception {
        Ended ended = run("--help");

        assertThat(ended.exit()).isZero();
        assertThat(ended.out()).contains("run", "check-config", "scrape", "demo", "78");
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void anUnknownCommandOrOption_exitsWithTwoAndSaysWhatThereIs() throws Exception {
        Ended command = run("scarpe");
        Ended option = run("run", "--config", "x.conf", "--confg", "y.conf");

        assertThat(command.exit()).isEqualTo(2);
        assertThat(command.err()).contains("scarpe", "scrape");
        assertThat(option.exit()).isEqualTo(2);
        assertThat(option.err()).contains("'--confg'", "--config");
    }

    @Test
    void checkConfig_ofAGoodFile_printsWhatIsInForceWithSecretsMasked() throws Exception {
        Ended ended = run(
                "check-config",
                file(
                        """
                        http.port = 18999
                        source { api_key = "key", api_secret = "very-hidden" }
                        """));

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("18999").doesNotContain("very-hidden");
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void checkConfig_ofABadFile_listsAllProblemsWithTheirLines() throws Exception {
        String file = file(
                """
                http { port = 99999 }
                sampling { intervall = 5s }
                source { type = moskito }
                """);

        Ended ended = run("check-config", file);

        assertThat(ended.exit()).isEqualTo(78);
        assertThat(ended.err())
                .contains(file + ":1", "99999")
                .contains(file + ":2", "intervall", "interval")
                .contains(file + ":3", "moskito", "mosquitto");
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void run_withABadFileOrNone_exitsWith78() throws Exception {
        Ended bad = run("run", "--config", file("sampling { intervall = 5s }\n"));
        Ended absent = run("run", "--config", directory.resolve("absent.conf").toString());

        assertThat(bad.exit()).isEqualTo(78);
        assertThat(bad.err()).contains("intervall");
        assertThat(absent.exit()).isEqualTo(78);
        assertThat(absent.err()).contains("absent.conf");
    }

    @Test
    void scrape_printsOnePageThatPrometheusReads() throws Exception {
        try (PageBroker broker = new PageBroker(PAGE)) {
            String file = file(broker.source() + "node { name = \"one@cli\" }\n");

            Ended node = run("scrape", "--config", file);
            Ended unaggregated = run("scrape", "--config", file, "--mode=all_nodes_unaggregated", "auth");

            assertThat(node.exit()).as(node.err()).isZero();
            assertThat(Samples.of(node.out()))
                    .containsEntry("emqx_connections_count", 42.0)
                    .containsEntry("emqx_messages_received", 4711.0)
                    .containsEntry("brokertally_broker_up{node=\"one@cli\"}", 1.0)
                    .doesNotContainKey("emqx_authn_success");
            assertThat(Promtool.check(node.out()).readable()).isTrue();
            assertThat(unaggregated.exit()).isZero();
            assertThat(Samples.of(unaggregated.out())).containsEntry("emqx_authn_success{node=\"one@cli\"}", 3.0);
            assertThat(Promtool.check(unaggregated.out()).readable()).isTrue();
        }
    }

    @Test
    void scrape_ofABrokerThatIsAway_exitsWithOneAndSaysWhy() throws Exception {
        PageBroker broker = new PageBroker(PAGE);
        broker.close();

        Ended ended = run("scrape", "--config", file(broker.source()));

        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains("the broker was not read: refused");
    }

    @Test
    void scrape_ofABrokerThatHangs_exitsWithOneAndSaysWhy() throws Exception {
        try (PageBroker broker = new PageBroker(PAGE)) {
            broker.hang();

            Ended ended = run("scrape", "--config", file(broker.source() + "source.timeout = 500ms\n"));

            assertThat(ended.exit()).isEqualTo(1);
            assertThat(ended.err()).contains("the broker was not read: timeout");
        }
    }

    @Test
    void scrape_withAnUnknownModeOrEndpoint_exitsWithTwoAndNamesTheAllowedOnes() throws Exception {
        Ended mode = run("scrape", "--config", file(""), "--mode=bogus");
        Ended endpoint = run("scrape", "--config", file(""), "statistics");

        assertThat(mode.exit()).isEqualTo(2);
        assertThat(mode.err()).contains("bogus", "node", "all_nodes_aggregated", "all_nodes_unaggregated");
        assertThat(endpoint.exit()).isEqualTo(2);
        assertThat(endpoint.err()).contains("statistics", "stats", "auth", "data_integration");
    }

    @Test
    void run_whosePortIsTaken_exitsWithOneAndSaysWhatToDo() throws Exception {
        List<Integer> free = SidecarCluster.freePorts(3);
        for (int taken = 0; taken < 3; taken++) {
            try (ServerSocket other = new ServerSocket(free.get(taken), 1, InetAddress.getLoopbackAddress())) {
                Ended ended = run("run", "--config", file(ports(free)));

                assertThat(ended.exit()).as(ended.err()).isEqualTo(1);
                assertThat(ended.err())
                        .contains("cannot be bound", "taken", Integer.toString(other.getLocalPort()), "http.port");
                assertSaidOnce(ended.err());
            }
        }
    }

    /** A failure that the operator can mend needs one line of error and no stack trace. */
    private static void assertSaidOnce(String log) {
        assertThat(log.lines().filter(line -> line.contains(" ERROR "))).as(log).hasSize(1);
        assertThat(log).doesNotContain("\tat ");
    }

    @Test
    void run_onAClusterAddressOfAnotherMachine_exitsWithOneAndNamesIt() throws Exception {
        String settings = "cluster { host = \"203.0.113.7\", members = [\"203.0.113.7:15701\"] }\n";

        Ended ended = run("run", "--config", file(settings));

        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.err()).contains("cluster.host '203.0.113.7' is not an address of this machine");
        assertSaidOnce(ended.err());
    }

    @Test
    void runAndCheckConfig_withoutTheCertificateOrTheKeystore_exitWith78AndNameTheFiles() throws Exception {
        String missing = directory.resolve("missing.pem").toString();
        String tls = "http.tls { cert_file = \"%s\", key_file = \"%s\" }\n".formatted(missing, missing);

        String bus = "cluster.tls { keystore_file = \"missing.p12\", keystore_password = \"canary-of-the-test\" }\n";
        String file = file(ports(SidecarCluster.freePorts(3)) + tls + bus);

        Ended started = run("run", "--config", file);
        Ended checked = run("check-config", file);

        assertThat(started.exit()).isEqualTo(78);
        assertThat(started.err())
                .contains("http.tls.cert_file '" + missing, "http.tls.key_file '" + missing, "'missing.p12'")
                .doesNotContain("canary", "\tat ");
        assertThat(checked.exit()).isEqualTo(78);
        assertThat(checked.err()).isEqualTo(started.err());
        assertThat(checked.out()).isEmpty();
    }

    @Test
    void checkConfig_refusesWhatRunRefuses() throws Exception {
        String file = file("api_key.bootstrap_file = no-such-file\n");

        Ended checked = run("check-config", file);
        Ended started = run("run", "--config", file);

        assertThat(checked.exit()).isEqualTo(78);
        assertThat(started.exit()).isEqualTo(78);
        assertThat(checked.err()).contains("api_key.bootstrap_file").isEqualTo(started.err());
        assertThat(checked.out()).isEmpty();
    }

    @Test
    void checkConfig_warnsOfTlsFilesOfThePush_thatAreNotThere() throws Exception {
        String file = file("prometheus.push_gateway { url = \"https://pg\", tls.ca_file = no-such-file.pem }\n");

        Ended ended = run("check-config", file);

        assertThat(ended.exit()).isZero();
        assertThat(ended.err())
                .hasLineCount(1)
                .startsWith(file + ": warning: prometheus.push_gateway.tls.ca_file: 'no-such-file.pem' is not there");
        assertThat(ended.out()).contains("no-such-file.pem");
    }

    @Test
    void checkConfig_ofAKeystoreThatIsGood_saysNothingElse() throws Exception {
        ClusterKeys keys = ClusterKeys.make(directory.resolve("keys"));

        Ended ended = run("check-config", file(keys.settings()));

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out()).contains("keystore_file").doesNotContain(keys.password());
    }

    private static String ports(List<Integer> free) {
        return """
                http { host = "127.0.0.1", port = %d }
                cluster { port = %d, bus_port = %d, members = ["127.0.0.1:%d"] }
                source { type = prometheus, url = "http://127.0.0.1:9/metrics" }
                data_dir = ""
                """
                .formatted(free.get(0), free.get(1), free.get(2), free.get(1));
    }

    @Test
    void theLogGoesToStandardError_neverIntoAPage() throws Exception {
        try (PageBroker broker = new PageBroker(PAGE)) {
            Ended ended = run("scrape", "--config", file(broker.source() + "log.level = debug\n"));

            assertThat(ended.out().getBytes(UTF_8)).startsWith("# HELP ".getBytes(UTF_8));
            assertThat(ended.out().lines()).allMatch(line -> line.startsWith("#") || line.matches("\\S+( .*)? \\S+"));
        }
    }
}
