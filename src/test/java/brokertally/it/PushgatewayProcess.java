package brokertally.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** Debian's Pushgateway on a port of the loopback; it keeps its groups in memory only. */
final class PushgatewayProcess implements AutoCloseable {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private static final Pattern PUSHED = Pattern.compile("(?m)^push_time_seconds\\{(.*)} (\\S+)$");

    private final int port;
    private final Path log;
    private Process process;

    private PushgatewayProcess(int port, Path log) {
        this.port = port;
        this.log = log;
    }

    /** Starts it on a free port and waits until it is ready. */
    static PushgatewayProcess start(Path directory) throws IOException {
        PushgatewayProcess gateway =
                new PushgatewayProcess(SidecarCluster.freePorts(1).get(0), directory.resolve("pushgateway.log"));
        gateway.launch();
        return gateway;
    }

    /** Starts it on its port, again after it was killed; then without any group. */
    void launch() throws IOException {
        process = new ProcessBuilder(
                        Programs.find("prometheus-pushgateway", "prometheus-pushgateway"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--persistence.file=",
                        "--log.level=debug")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !page().isEmpty());
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    /** {@code STOP}, {@code CONT}. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    void killNine() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** What it shows to Prometheus; "" while it does not answer. */
    String page() {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/metrics"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            HttpResponse<String> answer =
                    CLIENT.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            return answer.statusCode() == 200 ? answer.body() : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** Its groups: the labels as {@code instance="…",job="…"}, in their order, to the Unix time of the last push in seconds. */
    Map<String, Double> groups() {
        Map<String, Double> groups = new TreeMap<>();
        Matcher pushed = PUSHED.matcher(page());
        while (pushed.find()) {
            groups.put(pushed.group(1), Double.valueOf(pushed.group(2)));
        }
        return groups;
    }

    /**
     * The samples of a group without the labels of the group, and without those that the Pushgateway adds.
     *
     * @param labels all of the group, e.g. {@code instance="a",job="b"}; an empty {@code instance} too
     */
    Map<String, Double> samples(List<String> labels) {
        Map<String, Double> samples = new TreeMap<>();
        Samples.of(page()).forEach((series, value) -> {
            int brace = series.indexOf('{');
            if (brace < 0 || series.startsWith("push_") || series.startsWith("pushgateway_")) {
                return;
            }
            List<String> own = new ArrayList<>(Samples.labels(series));
            if (own.containsAll(labels)) {
                own.removeAll(labels);
                String name = series.substring(0, brace);
                samples.put(own.isEmpty() ? name : name + "{" + String.join(",", own) + "}", value);
            }
        });
        return samples;
    }

    /** How many pushes or deletions it answered, e.g. {@code put}, 200. */
    double answered(String method, int code) {
        return Samples.of(page())
                .getOrDefault(
                        "pushgateway_http_requests_total{code=\"%d\",handler=\"%s\",method=\"%s\"}"
                                .formatted(code, method.equals("delete") ? "delete" : "push", method),
                        0.0);
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
    }
}
