package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.model.Endpoint;
import brokertally.tally.Mode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where nothing has ever failed both settings of {@code counters} give the same bytes (DESIGN §4.3, invariant I3). */
class NothingFailedIT {
    private static final List<String> SETTINGS = List.of("&counters=monotone", "&counters=running");

    /** Whole seconds: they may change between two questions. */
    private static final Pattern AGE = Pattern.compile("(?m)^(brokertally_snapshot_age_seconds\\{[^}]*}) [0-9]+$");

    private static final int TRIES = 20;

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static ReplayedCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = ReplayedCluster.start("traffic");
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    static List<Endpoint> endpoints() {
        return ReplayedCluster.ENDPOINTS;
    }

    /** One answer as it came. */
    private record Body(byte[] bytes, String text) {
        static Body plain(byte[] bytes) {
            return new Body(bytes, new String(bytes, StandardCharsets.UTF_8));
        }

        static Body gzip(byte[] bytes) throws IOException {
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
                return new Body(bytes, new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }

        String withoutAges() {
            return AGE.matcher(text).replaceAll("$1");
        }
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void bothSettingsGiveTheSameBytes(Endpoint endpoint) throws Exception {
        assertSame(endpoint, false);
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void bothSettingsGiveTheSameBytes_compressed(Endpoint endpoint) throws Exception {
        assertSame(endpoint, true);
    }

    /** Apart from an age every try must agree, and one of some in all bytes. */
    private static void assertSame(Endpoint endpoint, boolean compressed) throws Exception {
        String path = ReplayedCluster.path(endpoint, Mode.AGGREGATED);
        for (int attempt = 0; attempt < TRIES; attempt++) {
            List<Body> bodies = new ArrayList<>();
            for (SidecarProcess sidecar : cluster.sidecars()) {
                for (String setting : SETTINGS) {
                    bodies.add(get(sidecar, path + setting, compressed));
                }
            }
            assertThat(bodies)
                    .extracting(Body::withoutAges)
                    .containsOnly(bodies.get(0).withoutAges());
            if (bodies.stream().map(Body::text).distinct().count() == 1) {
                assertThat(bodies)
                        .extracting(Body::bytes)
                        .containsOnly(bodies.get(0).bytes());
                assertThat(bodies.get(0).text())
                        .hasSizeGreaterThan(1000)
                        .contains("\nbrokertally_nodes_answered 3\n", "\nbrokertally_scrape_partial 0\n");
                return;
            }
        }
        throw new AssertionError(path + ": the ages differ each time");
    }

    private static Body get(SidecarProcess sidecar, String path, boolean compressed) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sidecar.port() + path))
                .timeout(Duration.ofSeconds(15));
        if (compressed) {
            request.header("Accept-Encoding", "gzip");
        }
        HttpResponse<byte[]> answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-encoding").isPresent()).isEqualTo(compressed);
        return compressed ? Body.gzip(answer.body()) : Body.plain(answer.body());
    }
}
