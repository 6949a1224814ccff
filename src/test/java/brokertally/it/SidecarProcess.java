package brokertally.it;

import brokertally.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One real sidecar in a process of its own, started like the product starts: {@code brokertally run --config FILE}. */
public final class SidecarProcess implements AutoCloseable {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    /** An administrator's key and secret, sent with every {@link #get}; {@link SidecarCluster} has it known. */
    static final String KEY = "it:it-secret";

    private static final String AUTHORIZATION =
            "Basic " + Base64.getEncoder().encodeToString(KEY.getBytes(StandardCharsets.UTF_8));

    private final Path config;
    private final Path log;
    private final Place place;
    private final int port;
    private Process process;

    /**
     * Where a sidecar runs.
     *
     * @param host the address that it has and is asked at
     * @param enter the words before its command, e.g. those that enter a network namespace
     */
    record Place(String host, List<String> enter) {
        static final Place LOOPBACK = new Place("127.0.0.1", List.of());
    }

    private SidecarProcess(Path config, Path log, Place place, int port) {
        this.config = config;
        this.log = log;
        this.place = place;
        this.port = port;
    }

    /** Writes the configuration beside its log and starts the process on the loopback. */
    static SidecarProcess start(Path directory, String name, int port, String configuration) throws IOException {
        return start(directory.resolve(name), Place.LOOPBACK, port, configuration);
    }

    /** Writes the configuration and the log to files of this name, with endings, and starts the process. */
    static SidecarProcess start(Path name, Place place, int port, String configuration) throws IOException {
        Path config = name.resolveSibling(name.getFileName() + ".conf");
        Files.writeString(config, configuration);
        SidecarProcess sidecar =
                new SidecarProcess(config, name.resolveSibling(name.getFileName() + ".log"), place, port);
        sidecar.launch();
        return sidecar;
    }

    /** Starts the process, again after it has ended. */
    public void launch() throws IOException {
        List<String> command = new ArrayList<>(place.enter());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-Xmx160m", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of("run", "--config", config.toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        process = builder.start();
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    /** The file of its configuration. */
    Path file() {
        return config;
    }

    /** What it was started with. */
    public String configuration() throws IOException {
        return Files.readString(config);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The end of its log, for the report of a failure. */
    String logTail() {
        List<String> lines = log().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 120), lines.size()));
    }

    /** The answer to a GET, as text; the request may take 15 s. */
    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + place.host() + ":" + port + path))
                .timeout(Duration.ofSeconds(15))
                .header("Authorization", AUTHORIZATION)
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    /** The answer to a PUT of JSON; the request may take 15 s. */
    HttpResponse<String> put(String path, String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + place.host() + ":" + port + path))
                .timeout(Duration.ofSeconds(15))
                .header("Authorization", AUTHORIZATION)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(json))
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    /** The body of a GET that answers 200; "" while it does not. */
    public String page(String path) {
        try {
            HttpResponse<String> response = get(path);
            return response.statusCode() == 200 ? response.body() : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** Sends a signal by name, e.g. {@code STOP}. */
    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
    }

    /** Kills it as the kernel does: no handler runs. */
    public void killNine() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM; milliseconds until it has exited, which must be within 10 s. */
    public long terminate() throws InterruptedException {
        long start = System.nanoTime();
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("still there 10 s after SIGTERM: " + log());
        }
        return (System.nanoTime() - start) / 1_000_000;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
