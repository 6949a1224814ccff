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
    private final Vertx vertx = Vertx.vertx();
    private final List<ReplayServer> brokers = new ArrayList<>();
    private final SidecarCluster sidecars;

    private ReplayedCluster(String recording, int count) throws Exception {
        this.recording = recording;
        for (int i = 0; i < count; i++) {
            brokers.add(await(ReplayServer.start(vertx, 0, node(recording, i))));
        }
        sidecars = SidecarCluster.start(count, this::source);
    }

    /** As many sidecars as the recording has nodes; returns when each has answers of all. */
    static ReplayedCluster start(String recording) throws Exception {
        int nodes = (int) IntStream.range(0, 3)
                .filter(i -> Files.isDirectory(node(recording, i)))
                .count();
        return new ReplayedCluster(recording, nodes);
    }

    private String source(int i) {
        return "source { type = emqx, url = \"" + brokers.get(i).url() + "\", api_key = key, api_secret = secret }\n";
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

    ReplayServer broker(int i) {
        return brokers.get(i);
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
