package brokertally.http;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.model.Measure;
import brokertally.text.Format;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnMetricsTest {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        server.measures.add(Measure.gauge("brokertally_nodes_expected", "Nodes.", 3));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void metrics_showOurOwnAndThoseOfTheOtherRooms() {
        server.get("/live");

        HttpResponse<String> response = server.get("/metrics");

        assertThat(response.headers().firstValue("content-type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(response.body())
                .contains("\nbrokertally_nodes_expected 3\n")
                .contains("\nbrokertally_build_info{java_version=\"" + System.getProperty("java.version")
                        + "\",version=\"1.2.3\"} 1\n")
                .containsPattern("\nbrokertally_http_requests_total\\{code=\"200\",path=\"/live\"\\} [1-9]")
                .contains("\nbrokertally_http_scrapes_in_progress 0\n")
                .containsPattern("\nprocess_cpu_seconds_total [0-9.]+\n")
                .containsPattern("\nprocess_start_time_seconds [0-9.e+]+\n")
                .containsPattern("\nprocess_resident_memory_bytes [1-9][0-9e+.]+\n")
                .containsPattern("\nprocess_virtual_memory_bytes [1-9][0-9e+.]+\n")
                .containsPattern("\nprocess_open_fds [1-9]")
                .containsPattern("\nprocess_max_fds [1-9]")
                .contains("\njvm_memory_used_bytes{area=\"heap\"} ")
                .contains("\njvm_gc_collection_seconds_total{gc=")
                .contains("\njvm_threads_current ");
    }

    @Test
    void metrics_inOpenMetricsWhenAcceptLikesItBest() {
        HttpResponse<String> response =
                server.get("/metrics", "Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5");

        assertThat(response.headers().firstValue("content-type"))
                .contains("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(response.headers().firstValue("vary"))
                .hasValueSatisfying(vary -> assertThat(vary).isEqualToIgnoringCase("accept"));
        assertThat(response.body())
                .contains("# TYPE process_cpu_seconds counter\n")
                .endsWith("\n# EOF\n");
    }

    /** Threat T24: 2,000 Accept headers of up to 8 KiB, each answered in one of our two formats. */
    @Test
    void metrics_areInOneOfOurFormats_whateverAcceptSays() {
        Random random = new Random(24);
        String pieces = ",;=\"\\ */q0.5application/openmetrics-text;version=1.0.0,text/plain";
        for (int i = 0; i < 2000; i++) {
            StringBuilder accept = new StringBuilder("x");
            for (int left = random.nextInt(i % 10 == 0 ? 8000 : 200); left > 0; left--) {
                accept.append(pieces.charAt(random.nextInt(pieces.length())));
            }
            HttpResponse<String> response = server.get("/metrics", "Accept", accept + "x");

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("content-type").orElse(""))
                    .isIn(Format.TEXT.contentType(), Format.OPENMETRICS.contentType());
        }
    }

    @Test
    void processMeasures_leaveOutWhatCannotBeRead(@TempDir Path proc) throws Exception {
        Files.writeString(proc.resolve("status"), "Name:\tx\nVmRSS:\t  12 kB\nVmSize:\tmany kB\n");

        assertThat(new ProcessMeasures(proc).read())
                .extracting(Measure::name)
                .contains("process_resident_memory_bytes")
                .doesNotContain("process_virtual_memory_bytes", "process_open_fds", "process_max_fds");
    }
}
