package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration is changed over HTTP at one of several real sidecars, and by signal. */
class LiveConfigIT {
    private static final String PATH = "/api/v5/prometheus";
    private static final String KEY = "operator:a-long-secret-of-this-test-only-1";

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private Path keys;
    private CountingBroker broker;
    private SidecarCluster cluster;

    @BeforeEach
    void makeBroker() throws IOException {
        broker = new CountingBroker(InetAddress.getLoopbackAddress(), 1_000);
        keys = Files.writeString(directory.resolve("keys"), KEY + ":administrator\n");
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
    }

    @AfterEach
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
        broker.close();
    }

    private String settings(int node) {
        return broker.source()
                + """
                node { name = "broker%d@it" }
                data_dir = "%s"
                api_key { bootstrap_file = "%s" }
                sampling { interval = 500ms, max_age = 100ms }
                """
                        .formatted(node, directory.resolve("data" + node), keys);
    }

    private HttpResponse<String> ask(SidecarProcess sidecar, String method, String body) throws Exception {
        String credentials = Base64.getEncoder().encodeToString(KEY.getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sidecar.port() + PATH))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .header("Authorization", "Basic " + credentials)
                .timeout(Duration.ofSeconds(10))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private String get(SidecarProcess sidecar) {
        try {
            return ask(sidecar, "GET", "").body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        } catch (Exception e) {
            return "";
        }
    }

    private static String interval(int seconds) {
        return "{\"push_gateway\":{\"interval\":\"" + seconds + "s\",\"headers\":{\"Authorization\":\"canary\"}}}";
    }

    @Test
    void put_isInForceOnAllWithinTwoSeconds_survivesKillNineOfAll_andAJoinerTakesIt() throws Exception {
        cluster = SidecarCluster.start(3, this::settings);
        List<Long> millis = new ArrayList<>();
        for (int seconds = 20; seconds < 40; seconds++) {
            SidecarProcess asked = cluster.get(seconds % 3);
            String expected = "\"interval\":\"" + seconds + "s\"";
            long start = System.nanoTime();
            assertThat(ask(asked, "PUT", interval(seconds)).statusCode()).isEqualTo(200);
            for (SidecarProcess sidecar : cluster.all()) {
                await().pollInterval(Duration.ofMillis(5))
                        .atMost(Duration.ofSeconds(2))
                        .until(() -> get(sidecar).contains(expected));
            }
            millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        }
        millis.sort(null);
        System.out.println("LiveConfigIT 20 PUTs in force on all three after: median " + millis.get(10)
                + " ms, longest " + millis.get(19) + " ms");

        cluster.killNineAll();
        for (SidecarProcess sidecar : cluster.all()) {
            sidecar.launch();
        }
        cluster.awaitComplete(3);
        for (SidecarProcess sidecar : cluster.all()) {
            assertThat(get(sidecar)).contains("\"interval\":\"39s\"").doesNotContain("canary");
        }

        SidecarProcess joiner = cluster.join(settings(3));
        cluster.awaitComplete(4);
        assertThat(get(joiner)).contains("\"interval\":\"39s\"");
        assertThat(directory.resolve("data3").resolve("cluster.hocon"))
                .content()
                .contains("canary");
        assertThat(cluster.logTails()).doesNotContain("canary");
    }

    @Test
    void hangUp_readsTheFileAgain_andABadOneChangesNothing() throws Exception {
        cluster = SidecarCluster.startLonely(settings(0));
        SidecarProcess sidecar = cluster.get(0);
        Path file = sidecar.file();
        String before = Files.readString(file);

        Files.writeString(file, before + "prometheus.push_gateway.interval = 7s\nlog.level = debug\n");
        sidecar.signal("HUP");
        await().atMost(Duration.ofSeconds(10)).until(() -> get(sidecar).contains("\"interval\":\"7s\""));
        assertThat(sidecar.page("/metrics")).contains("brokertally_config_last_reload_successful 1");
        assertThat(ask(sidecar, "PUT", interval(20)).statusCode()).isEqualTo(409);

        Files.writeString(file, before + "prometheus.push_gateway.interval = 8s\nnonsense = 1\nhttp.prot = 2\n");
        sidecar.signal("HUP");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> sidecar.page("/metrics").contains("brokertally_config_last_reload_successful 0"));
        assertThat(get(sidecar)).contains("\"interval\":\"7s\"");
        assertThat(sidecar.log()).contains("nonsense: unknown key").contains("did you mean http.port");

        Files.writeString(file, before);
        sidecar.signal("HUP");
        await().atMost(Duration.ofSeconds(10)).until(() -> get(sidecar).contains("\"interval\":\"15s\""));
        assertThat(sidecar.isAlive()).isTrue();
        assertThat(sidecar.page("/metrics")).contains("brokertally_config_last_reload_successful 1");

        String good = Files.readString(keys);
        Files.writeString(keys, "no key\n");
        Files.writeString(file, before + "prometheus.push_gateway.interval = 9s\n");
        sidecar.signal("HUP");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> sidecar.page("/metrics").contains("brokertally_config_last_reload_successful 0"));
        assertThat(get(sidecar)).contains("\"interval\":\"15s\"");
        assertThat(sidecar.log()).contains("not reloaded, what was in force stays: api_key.bootstrap_file");
        Files.writeString(keys, good);
        sidecar.signal("HUP");
        await().atMost(Duration.ofSeconds(10)).until(() -> get(sidecar).contains("\"interval\":\"9s\""));
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() == 0 ? "" : "failed: " + output;
    }

    @Test
    void put_onAFullDisk_is500_andTheOldStays() throws Exception {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "only root can mount a small disk");
        Path disk = Files.createDirectories(directory.resolve("data0"));
        String mounted = run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString());
        if (mounted.contains("permission denied")) {
            abort("this root may not mount: " + mounted);
        }
        assertThat(mounted).isEmpty();
        try {
            fillAndPut(disk);
        } finally {
            if (cluster != null) {
                cluster.close();
            }
            assertThat(run("umount", disk.toString())).isEmpty();
        }
    }

    private void fillAndPut(Path disk) throws Exception {
        cluster = SidecarCluster.startLonely(settings(0));
        SidecarProcess sidecar = cluster.get(0);
        assertThat(ask(sidecar, "PUT", interval(20)).statusCode()).isEqualTo(200);
        Path file = disk.resolve("cluster.hocon");
        byte[] before = Files.readAllBytes(file);
        Path filler = disk.resolve("filler");
        run("dd", "if=/dev/zero", "of=" + filler, "bs=4k", "count=1000");

        HttpResponse<String> answer = ask(sidecar, "PUT", interval(30));

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("INTERNAL_ERROR").contains("No space left on device");
        assertThat(get(sidecar)).contains("\"interval\":\"20s\"");
        assertThat(file).hasBinaryContent(before);
        assertThat(disk.resolve("cluster.hocon.tmp")).doesNotExist();

        Files.delete(filler);
        assertThat(ask(sidecar, "PUT", interval(30)).statusCode()).isEqualTo(200);
        assertThat(get(sidecar)).contains("\"interval\":\"30s\"");
    }
}
