package brokertally.it;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** A real Prometheus on a free port of the loopback, with its data in a directory of the test. */
final class PrometheusProcess implements AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final Process process;
    private final int port;
    private final Path log;
    private final Path config;

    private PrometheusProcess(Process process, int port, Path config, Path log) {
        this.config = config;
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /** Starts it and waits until it is ready. */
    static PrometheusProcess start(Path directory, String configuration) throws IOException {
        String program = Programs.find("prometheus", "prometheus");
        Path config = Files.writeString(directory.resolve("prometheus.yml"), configuration);
        Path log = directory.resolve("prometheus.log");
        int port = SidecarCluster.freePorts(1).get(0);
        Process process = new ProcessBuilder(
                        program,
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + directory.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--log.level=debug")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        PrometheusProcess prometheus = new PrometheusProcess(process, port, config, log);
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> prometheus.status("/-/ready") == 200);
        return prometheus;
    }

    /** Gives it another configuration; returns when that is in force. */
    void reload(String configuration) throws IOException {
        Files.writeString(config, configuration);
        String loaded = "Completed loading of configuration file";
        long before = log().stream().filter(line -> line.contains(loaded)).count();
        new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        log().stream().filter(line -> line.contains(loaded)).count() > before);
    }

    /** The instant vector of a query: objects with {@code metric} and {@code value}. */
    List<JsonObject> query(String expression) {
        JsonArray result = get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
                .getJsonArray("result");
        return result.stream().map(JsonObject.class::cast).collect(Collectors.toList());
    }

    /** What Prometheus says of the targets that it scrapes now. */
    List<JsonObject> targets() {
        return get("/api/v1/targets?state=active").getJsonArray("activeTargets").stream()
                .map(JsonObject.class::cast)
                .collect(Collectors.toList());
    }

    /** The value of one element of an instant vector. */
    static double value(JsonObject element) {
        return Double.parseDouble(element.getJsonArray("value").getString(1).replace("+Inf", "Infinity"));
    }

    List<String> log() {
        try {
            return Files.readAllLines(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonObject get(String path) {
        HttpResponse<String> response = send(path);
        if (response.statusCode() != 200) {
            throw new AssertionError(path + ": " + response.statusCode() + " " + response.body());
        }
        return new JsonObject(response.body()).getJsonObject("data");
    }

    private int status(String path) {
        try {
            return send(path).statusCode();
        } catch (UncheckedIOException e) {
            return 0;
        }
    }

    private HttpResponse<String> send(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .build();
        try {
            return CLIENT.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
