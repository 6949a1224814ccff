package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brokertally.config.Hostile;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What an administrator who is an attacker, or a Pushgateway that is one, can make a real sidecar send: nothing to addresses
 * that are not for it, nothing to where a redirect points, and of each hostile text that is not refused one well-formed request.
 *
 * <p>System property {@code push.redirects}: how many pushes are answered with each redirect (default 6).
 */
class PushThreatsIT {
    private static final int REDIRECTS = Integer.getInteger("push.redirects", 6);
    private static final int LANES = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Path TABLES = Path.of("src/test/resources/push");
    private static final String CANARY = "canary-of-a-header";

    /** What each push has, whatever is configured. */
    private static final Set<String> OWN = Set.of("content-type", "content-length", "host", "connection", "user-agent");

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }

    /** JSON in ASCII, so that halves of surrogate pairs arrive as such. */
    private static int put(SidecarProcess sidecar, JsonObject push) throws Exception {
        StringBuilder ascii = new StringBuilder();
        new JsonObject()
                .put("push_gateway", push)
                .encode()
                .chars()
                .forEach(c -> ascii.append(c < 127 ? Character.toString(c) : String.format("\\u%04x", c)));
        return sidecar.put(LonelyPusher.CONFIGURATION, ascii.toString()).statusCode();
    }

    private static boolean isRefused(Hostile line) {
        return line.outcome().startsWith("refused");
    }

    /**
     * Threat T5: in a network namespace whose way to everywhere ends in an interface that counts, and where all names of the
     * table are link-local, also one that has a good address besides.
     */
    @Test
    void threatT5_oddUrls_areRefused_orNothingIsSentToWhatTheyMean() throws Exception {
        List<Hostile> urls = Hostile.table(TABLES.resolve("urls.tsv"));
        try (Namespaces namespaces = new Namespaces(1);
                RecordingGateway good = new RecordingGateway(namespaces.host(), 0);
                PageBroker broker = new PageBroker(namespaces.host(), "# TYPE a counter\na 1\n")) {
            namespaces.routeToNowhere(0);
            Set<String> names = new HashSet<>();
            urls.stream()
                    .filter(line -> !isRefused(line))
                    .forEach(line -> names.add(line.outcome().split(" ")[1]));
            names.removeIf(name -> !name.matches(".*[g-z].*") || name.equals("localhost"));
            namespaces.names(
                    0,
                    "169.254.169.254 mixed " + String.join(" ", names) + "\n"
                            + namespaces.host().getHostAddress() + " mixed good\n");
            try (SidecarCluster sidecars = SidecarCluster.start(
                    namespaces.places(), i -> broker.source() + "node.name = \"emqx@127.0.0.1\"\n")) {
                SidecarProcess sidecar = sidecars.get(0);
                int refused = 0;
                int closed = 0;
                for (Hostile line : urls) {
                    int status = put(sidecar, pushing(line.plain()));
                    assertThat(status).as(line.toString()).isEqualTo(isRefused(line) ? 400 : 200);
                    refused += status == 400 ? 1 : 0;
                    String host = isRefused(line) ? "" : line.outcome().split(" ")[1];
                    if (names.contains(host)) {
                        awaitFailure(sidecar, pushing(line.plain()), "address");
                        closed++;
                    }
                    // So that no accepted address that nobody watches is waited for
                    put(sidecar, new JsonObject());
                }
                long numbers = urls.size() - refused - closed;
                awaitFailure(sidecar, pushing("http://mixed:" + good.port()), "address");
                assertThat(good.accepted())
                        .as("the name has a good address too")
                        .isZero();
                good.behave(Behaviour.redirect(302, "http://169.254.169.254/latest/meta-data/"));
                awaitFailure(sidecar, pushing("http://good:" + good.port()), "redirect");
                put(sidecar, new JsonObject());
                long sent = namespaces.sentToNowhere(0);
                report("T5: " + urls.size() + " URLs: " + refused + " refused, " + closed
                        + " names of link-local addresses closed, " + numbers
                        + " other addresses; packets to elsewhere: "
                        + sent);
                assertThat(sent).isZero();
                assertThat(refused).isGreaterThan(60);

                put(sidecar, pushing("http://10.0.0.7:9091"));
                await().atMost(PATIENCE).until(() -> namespaces.sentToNowhere(0) > 0);
            }
        }
    }

    /** Without the DELETE of what an earlier life may have left there, which is sent before anything was pushed. */
    private static JsonObject pushing(String url) {
        return new JsonObject()
                .put("enable", true)
                .put("url", url)
                .put("interval", "1s")
                .put("delete_on_shutdown", false);
    }

    private static void awaitFailure(SidecarProcess sidecar, JsonObject push, String reason) throws Exception {
        PushNumbers before = PushNumbers.of(sidecar);
        assertThat(put(sidecar, push)).as(push.encode()).isEqualTo(200);
        await(push.encode())
                .atMost(PATIENCE)
                .until(() -> PushNumbers.of(sidecar).failed(reason) > before.failed(reason));
        assertThat(PushNumbers.of(sidecar).failuresSince(before))
                .as(push.encode())
                .containsOnlyKeys(reason);
    }

    /** Threat T6. */
    @Test
    void threatT6_redirects_areNotFollowed_andCarryNothingAway() throws Exception {
        try (RecordingGateway second = new RecordingGateway()) {
            List<Callable<Integer>> parts = new ArrayList<>();
            for (int status : List.of(301, 302, 303, 307, 308)) {
                parts.add(() -> redirected(status, second));
            }
            int pushes = AtOnce.all(parts).stream().mapToInt(Integer::intValue).sum();
            report("T6: " + pushes + " pushes answered with a redirect, " + second.accepted()
                    + " connections to where it points");
            assertThat(second.accepted()).isZero();
        }
    }

    private static int redirected(int status, RecordingGateway second) throws Exception {
        String header = "prometheus.push_gateway.headers { Authorization = \"Bearer " + CANARY + "\" }\n";
        try (LonelyPusher pusher = LonelyPusher.start(header)) {
            pusher.gateway().behave(Behaviour.redirect(status, second.url() + "/" + CANARY));
            await().atMost(PATIENCE.plusSeconds(2L * REDIRECTS))
                    .until(() -> pusher.numbers().failed("redirect") >= REDIRECTS);
            assertThat(pusher.numbers().failures()).containsOnlyKeys("redirect");
            assertThat(pusher.gateway().requests())
                    .allSatisfy(one -> assertThat(one.header("authorization")).isEqualTo("Bearer " + CANARY));
            assertThat(pusher.sidecar().log()).contains("reason=redirect").doesNotContain(CANARY);
            return (int) pusher.numbers().failed("redirect");
        }
    }

    /** Threat T7, and trap 34: each text by PUT; each that is taken is pushed once. */
    @Test
    void threatT7_hostileTexts_areRefused_orMakeOneWellFormedRequestEach() throws Exception {
        List<Hostile> texts = Hostile.table(TABLES.resolve("hostile.tsv")).stream()
                .filter(line -> !line.what().equals("node"))
                .toList();
        List<Callable<Integer>> lanes = new ArrayList<>();
        for (int lane = 0; lane < LANES; lane++) {
            int first = lane;
            List<Hostile> part = IntStream.range(0, texts.size())
                    .filter(i -> i % LANES == first)
                    .mapToObj(texts::get)
                    .toList();
            lanes.add(() -> send(part));
        }
        lanes.add(PushThreatsIT::sendOfHostileNode);
        int sent = AtOnce.all(lanes).stream().mapToInt(Integer::intValue).sum();
        long refused = texts.stream().filter(PushThreatsIT::isRefused).count();
        report("T7: " + texts.size() + " texts: " + refused + " refused, " + sent
                + " pushed, each in one well-formed request");
        assertThat(texts).hasSizeGreaterThan(200);
        assertThat(sent).isEqualTo(texts.size() - (int) refused + 1);
    }

    private static int send(List<Hostile> texts) throws Exception {
        // The names of which the table knows the outcome.
        String names = "node.name = \"emqx@127.0.0.1\"\ncluster.name = \"mqtt\"\n";
        int sent = 0;
        try (LonelyPusher pusher = LonelyPusher.idle(names)) {
            for (Hostile line : texts) {
                JsonObject push = pusher.pushing();
                switch (line.what()) {
                    case "job" -> push.put("job_name", line.plain());
                    case "header" -> push.put("headers", new JsonObject().put(line.plain(), "v"));
                    case "value" -> push.put("headers", new JsonObject().put("X", line.plain()));
                    default -> throw new AssertionError(line.what());
                }
                if (isRefused(line)) {
                    // What a mask stands for is then not stored.
                    put(pusher.sidecar(), new JsonObject());
                }
                long now = System.nanoTime();
                int status = put(pusher.sidecar(), push);
                if (isRefused(line)) {
                    assertThat(status).as(shortened(line.toString())).isIn(400, 413);
                } else {
                    assertThat(status).as(shortened(line.toString())).isEqualTo(200);
                    assertSent(pusher.gateway().awaitPush(now, PATIENCE, one -> isOf(line, one)), line);
                    sent++;
                }
            }
            assertOnlyWhole(pusher.gateway());
        }
        return sent;
    }

    /** The push may still be that of the line before. */
    private static boolean isOf(Hostile line, RecordedRequest push) {
        return switch (line.what()) {
            case "job" -> isPath(push.target(), "/metrics/", line.outcome());
            case "header" -> push.values(line.plain()).equals(List.of("v"));
            default -> push.values("X").equals(List.of(line.plain()));
        };
    }

    /** The outcome is the path, or of a long one the beginning and the length: {@code abc ... 300 characters}. */
    private static boolean isPath(String target, String prefix, String outcome) {
        String[] parts = outcome.split(" \\.\\.\\. | characters");
        return parts.length == 1
                ? target.equals(prefix + outcome)
                : target.startsWith(prefix + parts[0])
                        && target.length() == prefix.length() + Integer.parseInt(parts[1]);
    }

    private static void assertSent(RecordedRequest push, Hostile line) {
        Set<String> names = new HashSet<>(push.headerNames());
        names.removeAll(OWN);
        String added = line.what().equals("job") ? "" : line.what().equals("value") ? "x" : line.plain();
        names.remove(added.toLowerCase(Locale.ROOT));
        assertThat(names)
                .as("headers besides those of each push: " + shortened(line.toString()))
                .isEmpty();
        assertThat(push.complaints()).as(shortened(line.toString())).isEmpty();
    }

    private static void assertOnlyWhole(RecordingGateway gateway) {
        assertThat(gateway.surplus()).as("bytes behind a request").isZero();
        assertThat(gateway.requests())
                .extracting(RecordedRequest::connection)
                .as("one request on each connection")
                .doesNotHaveDuplicates();
        assertThat(gateway.requests())
                .allSatisfy(one ->
                        assertThat(one.complaints()).as(shortened(one.head())).isEmpty());
    }

    /** A node whose name wants to be a path, a query and another request line; control characters no name may have. */
    private static int sendOfHostileNode() throws Exception {
        String name = "node.name = \"a b/..?#%2f\\u00fc\\u010a@h HTTP/1.1 X: y\"\n";
        try (LonelyPusher pusher =
                LonelyPusher.start(name + "prometheus.push_gateway.job_name = \"${name}/of/${host}\"\n")) {
            RecordedRequest push = pusher.gateway().awaitPush(Long.MIN_VALUE, PATIENCE);
            assertThat(push.target())
                    .isEqualTo("/metrics/job@base64/YSBiLy4uPyMlMmbDvMSK/of@base64/aCBIVFRQLzEuMSBYOiB5");
            assertOnlyWhole(pusher.gateway());
            return 1;
        }
    }

    private static void report(String figures) {
        System.out.println("PushThreatsIT " + figures);
    }
}
