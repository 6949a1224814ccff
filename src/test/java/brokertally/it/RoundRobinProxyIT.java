package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The helper that spreads scrapes over sidecars. */
class RoundRobinProxyIT {
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<PageBroker> servers = new ArrayList<>();
    private RoundRobinProxy proxy;

    @BeforeEach
    void start() throws IOException {
        List<Integer> ports = new ArrayList<>();
        for (String page : List.of("a", "b", "c")) {
            PageBroker server = new PageBroker(page);
            servers.add(server);
            ports.add(URI.create(server.url()).getPort());
        }
        proxy = new RoundRobinProxy(ports);
    }

    @AfterEach
    void stop() {
        proxy.close();
        servers.forEach(PageBroker::close);
    }

    private HttpResponse<String> send(String method, Duration timeout) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + proxy.port() + "/metrics?x=1");
        return client.send(
                HttpRequest.newBuilder(uri)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .timeout(timeout)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String pages(int requests) throws IOException, InterruptedException {
        StringBuilder bodies = new StringBuilder();
        for (int i = 0; i < requests; i++) {
            HttpResponse<String> answer = send("GET", Duration.ofSeconds(5));
            assertThat(answer.statusCode()).isEqualTo(200);
            bodies.append(answer.body());
        }
        return bodies.toString();
    }

    @Test
    void aClientThatKeepsConnectionsAlive_meetsAnotherServerEveryTime() throws Exception {
        assertThat(pages(7)).isEqualTo("abcabca");
        assertThat(List.of(proxy.relayed(0), proxy.relayed(1), proxy.relayed(2)))
                .containsExactly(3L, 2L, 2L);
    }

    @Test
    void aServerThatRefuses_isPassedOver_untilItIsBack() throws Exception {
        servers.get(1).kill();
        assertThat(pages(6)).isEqualTo("accacc");

        servers.get(1).restart();
        assertThat(pages(3)).isEqualTo("abc");
    }

    @Test
    void withoutAnyServer_theAnswerIs502() throws Exception {
        servers.forEach(PageBroker::kill);

        assertThat(send("GET", Duration.ofSeconds(5)).statusCode()).isEqualTo(502);
    }

    @Test
    void aServerThatHangs_hangsItsRequestsOnly() throws Exception {
        servers.get(0).hang();

        assertThatThrownBy(() -> send("GET", Duration.ofMillis(300))).isInstanceOf(IOException.class);
        assertThat(pages(2)).isEqualTo("bc");
    }

    @Test
    void anotherMethodThanGet_isRefused() throws Exception {
        assertThat(send("POST", Duration.ofSeconds(5)).statusCode()).isEqualTo(405);
    }
}
