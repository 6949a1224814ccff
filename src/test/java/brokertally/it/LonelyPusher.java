package brokertally.it;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;

/** One sidecar beside a broker that is one page, with a recorder in the place of its Pushgateway. */
final class LonelyPusher implements AutoCloseable {
    static final String CONFIGURATION = "/api/v5/prometheus";

    /** The group of its node under the default job name. */
    static final String GROUP = "/metrics/job/broker/instance/broker~it";

    static final Duration INTERVAL = Duration.ofSeconds(1);

    private final PageBroker broker;
    private final RecordingGateway gateway;
    private final SidecarCluster sidecars;

    private LonelyPusher(PageBroker broker, RecordingGateway gateway, SidecarCluster sidecars) {
        this.broker = broker;
        this.gateway = gateway;
        this.sidecars = sidecars;
    }

    /** Pushes once a second to the recorder; {@code more} settings follow. */
    static LonelyPusher start(String more) throws IOException {
        RecordingGateway gateway = new RecordingGateway();
        return startAt(gateway, gateway.url(), more);
    }

    /** As {@link #start}, to a recorder of the test, which it closes, by this URL. */
    static LonelyPusher startAt(RecordingGateway gateway, String url, String more) throws IOException {
        String push = "prometheus.push_gateway { enable = true, url = \"%s\", interval = 1s }\n".formatted(url);
        return start(gateway, push + more);
    }

    /** Does not push until it is told to, and then at most as the recorder's test says. */
    static LonelyPusher idle(String more) throws IOException {
        return start(new RecordingGateway(), more);
    }

    private static LonelyPusher start(RecordingGateway gateway, String settings) throws IOException {
        PageBroker broker = new PageBroker(
                """
                # TYPE emqx_messages_received counter
                emqx_messages_received 42
                # TYPE emqx_connections_count gauge
                emqx_connections_count 7
                """);
        SidecarCluster sidecars = SidecarCluster.startLonely(broker.source()
                + """
                node { name = "broker@it" }
                sampling { interval = 1s, max_age = 500ms }
                """
                + settings);
        return new LonelyPusher(broker, gateway, sidecars);
    }

    SidecarProcess sidecar() {
        return sidecars.get(0);
    }

    RecordingGateway gateway() {
        return gateway;
    }

    PushNumbers numbers() {
        return PushNumbers.of(sidecar());
    }

    /** The settings of a push to the recorder once a second, for {@link #put}. */
    JsonObject pushing() {
        return new JsonObject().put("enable", true).put("url", gateway.url()).put("interval", "1s");
    }

    /** The answer to a PUT of these settings of {@code push_gateway}. */
    HttpResponse<String> put(JsonObject pushGateway) throws IOException, InterruptedException {
        return put(sidecar(), pushGateway);
    }

    static HttpResponse<String> put(SidecarProcess sidecar, JsonObject pushGateway)
            throws IOException, InterruptedException {
        return sidecar.put(
                CONFIGURATION, new JsonObject().put("push_gateway", pushGateway).encode());
    }

    @Override
    public void close() throws IOException {
        sidecars.close();
        gateway.close();
        broker.close();
    }
}
