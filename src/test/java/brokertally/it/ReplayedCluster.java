package brokertally.it;

import brokertally.ReplayServer;
import brokertally.model.Endpoint;
import brokertally.tally.Mode;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Sidecar processes, each beside a server that plays one recorded EMQX node. Numbers stand still. */
final class ReplayedCluster implements AutoCloseable {
    /** The endpoints that EMQX has in the edition that was recorded. */
    static final List<Endpoint> ENDPOINTS = List.of(Endpoint.STATS, Endpoint.AUTH, Endpoint.DATA_INTEGRATION);

    static final List<Mode> CLUSTER_MODES = List.of(Mode.AGGREGATED, Mode.UNAGGREGATED);

    private static final Path RECORDINGS = Path.of("src/test/resources/emqx-5.8.9");

    private final String recording;
    private final String settings;
    private final Vertx vertx = Vertx.vertx();
    private final List<ReplayServer> brokers = new ArrayList<>();
    private final SidecarCluster sidecars;

    private ReplayedCluster(String recording, String settings, int count) throws Exception {
        this.recording = recording;
        this.settings = settings;
        for (int i = 0; i < count; i++) {
            brokers.add(await(ReplayServer.start(vertx, 0, node(recording, i))));
        }
        sidecars = SidecarCluster.start(count, this::source);
    }

    /** With the default settings. */
    static ReplayedCluster start(String recording) throws Exception {
        return start(recording, "");
    }

    /** As many sidecars as the recording has nodes, with these settings added; returns when each has answers of all. */
    static ReplayedCluster start(String recording, String settings) throws Exception {
        int nodes = (int) IntStream.range(0, 3)
                .filter(i -> Files.isDirectory(node(recording, i)))
                .count();
        return new ReplayedCluster(recording, settings, nodes);
    }

    private String source(int i) {
        return "source { type = emqx, url = \"" + brokers.get(i).url() + "\", api_key = key, api_secret = secret }\n"
                + settings;
    }

    int size() {
        return brokers.size();
    }

    SidecarProcess sidecar(int i) {
        return sidecars.get(i);
    }

    List<SidecarProcess> sidecars() {
        return sidecars.all();
    }

    /** From now on nothing listens where this broker was. */
    void stopBroker(int i) throws Exception {
        await(brokers.get(i).close());
    }

    /** The broker that was stopped, at the same address again; returns when all sidecars know. */
    void startBroker(int i) throws Exception {
        brokers.set(i, await(ReplayServer.start(vertx, brokers.get(i).port(), node(recording, i))));
        sidecars.awaitComplete(size());
    }

    List<String> nodes() {
        return brokers.stream().map(ReplayServer::name).toList();
    }

    /** What EMQX itself answered at this node; of {@link #hasAnswer}. */
    Map<String, Double> recorded(int node, Endpoint endpoint, Mode mode) throws IOException {
        return Samples.of(Files.readString(answer(node, endpoint, mode)));
    }

    /** Whether an answer of this node was recorded. */
    boolean hasAnswer(int node, Endpoint endpoint, Mode mode) {
        return Files.exists(answer(node, endpoint, mode));
    }

    private Path answer(int node, Endpoint endpoint, Mode mode) {
        return node(recording, node).resolve(endpoint.path() + "." + mode.text() + ".txt");
    }

    private static Path node(String recording, int i) {
        return RECORDINGS.resolve(recording).resolve("node" + (i + 1));
    }

    /** The path and query of a scrape. */
    static String path(Endpoint endpoint, Mode mode) {
        return "/api/v5/prometheus/" + endpoint.path() + "?mode=" + mode.text();
    }

    static <T> T await(io.vertx.core.Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        sidecars.close();
        await(vertx.close());
    }
}
