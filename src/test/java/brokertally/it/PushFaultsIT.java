package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brokertally.http.TestCertificate;
import brokertally.it.ScrapeLoop.Scraped;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Pushgateway that fails in every way (fault F16), before real sidecars that push once a second: each failure is counted
 * under its reason and said once, one push is in flight, nothing grows, scrapes are as fast as at a sidecar that does not push,
 * and within two intervals after its return the Pushgateway has a page.
 */
class PushFaultsIT {
    /** What the machine that tests may add. */
    private static final Duration SLACK = Duration.ofMillis(700);

    private static final Duration LONGEST_PUSH = Duration.ofSeconds(10);
    private static final Duration PATIENCE = LONGEST_PUSH.plusSeconds(6);
    private static final String STATS = "/api/v5/prometheus/stats";
    private static final double HEAP_MAY_GROW = 6e6;
    private static final double DIRECT_MAY_GROW = 4e6;
    private static final double RSS_MAY_GROW = 24e6;
    private static final int THREADS_MAY_GROW = 6;
    private static final int CONNECTIONS_MAY_GROW = 2;

    @TempDir
    private Path directory;

    /** Does something to a recorder. */
    private interface Step {
        void take(RecordingGateway gateway) throws Exception;
    }

    /**
     * One way to fail.
     *
     * @param reason under which it is counted; "" for what is a success after all
     * @param times how often it is to be seen
     */
    private record Fault(String name, String reason, int times, Step begin, Step end) {
        static Fault of(String name, String reason, Behaviour behaviour) {
            return new Fault(name, reason, 2, gateway -> gateway.behave(behaviour), Fault::heal);
        }

        /** One that each time lasts as long as a push may. */
        static Fault slow(String name, Behaviour behaviour) {
            return new Fault(name, "timeout", 1, gateway -> gateway.behave(behaviour), Fault::heal);
        }

        static void heal(RecordingGateway gateway) {
            gateway.behave(Behaviour.status(200));
        }
    }

    private static final class Elsewhere implements AutoCloseable {
        private final RecordingGateway gateway;

        Elsewhere() throws IOException {
            gateway = new RecordingGateway();
        }

        Fault redirect(int status) {
            return Fault.of(
                    Integer.toString(status),
                    "redirect",
                    Behaviour.redirect(status, gateway.url() + LonelyPusher.GROUP));
        }

        @Override
        public void close() throws IOException {
            gateway.close();
        }
    }

    private static Fault refused() {
        return new Fault("refused", "refused", 2, RecordingGateway::shut, RecordingGateway::reopen);
    }

    private static List<List<Fault>> lanes(Elsewhere elsewhere, AtomicLong endlessBody, AtomicLong endlessHead) {
        return List.of(
                List.of(
                        Fault.slow("silent", Behaviour.silent()),
                        refused(),
                        elsewhere.redirect(301),
                        elsewhere.redirect(302),
                        Fault.of("202", "", Behaviour.status(202))),
                List.of(
                        Fault.slow("half a status line", socket -> {
                            Behaviour.raw("HTTP/1.1 2").answer(socket);
                            RecordingGateway.awaitEnd(socket);
                        }),
                        Fault.of("reset at accept", "reset", Behaviour.resetAtAccept()),
                        elsewhere.redirect(303),
                        elsewhere.redirect(307),
                        Fault.of("204", "", Behaviour.status(204, "", ""))),
                List.of(
                        Fault.of("400", "rejected", Behaviour.status(400)),
                        Fault.of("404", "rejected", Behaviour.status(404)),
                        Fault.of("401", "auth", Behaviour.status(401)),
                        Fault.of("403", "auth", Behaviour.status(403)),
                        Fault.of("500", "server_error", Behaviour.status(500)),
                        Fault.of("503", "server_error", Behaviour.status(503))),
                List.of(
                        Fault.of("reset after the request", "reset", Behaviour.resetAfterRequest()),
                        Fault.of("closed without an answer", "reset", Behaviour.goodbye()),
                        Fault.of("another protocol", "failed", Behaviour.raw("SSH-2.0-OpenSSH_9.2\r\n\r\n")),
                        Fault.of("endless head", "failed", Behaviour.endlessHead(endlessHead)),
                        Fault.of("endless body", "", Behaviour.endlessBody(endlessBody)),
                        Fault.of("stalled body", "", Behaviour.stalledBody()),
                        elsewhere.redirect(308)));
    }

    /** Fault F16; trap 33 among what is a success. */
    @Test
    void everyFault_isCountedAndOvercome_andScrapesDoNotFeelIt() throws Exception {
        AtomicLong endlessBody = new AtomicLong();
        AtomicLong endlessHead = new AtomicLong();
        try (Elsewhere elsewhere = new Elsewhere();
                LonelyPusher control = LonelyPusher.idle("")) {
            List<Callable<List<Scraped>>> lanes = new ArrayList<>();
            lanes(elsewhere, endlessBody, endlessHead).forEach(faults -> lanes.add(() -> endure(faults)));
            lanes.add(() -> endureTls(directory));
            List<Scraped> untouched;
            List<Scraped> beside;
            try (ScrapeLoop loop = new ScrapeLoop(control.sidecar(), STATS)) {
                beside = AtOnce.all(lanes).stream().flatMap(List::stream).toList();
                untouched = loop.answers();
            }
            report(ScrapeLoop.figures("scrapes without push", untouched) + ", p99 " + p99(untouched) + " ms");
            report(ScrapeLoop.figures("scrapes beside pushes that fail", beside) + ", p99 " + p99(beside) + " ms");
            assertThat(beside).hasSizeGreaterThan(500).allSatisfy(one -> assertThat(one.status())
                    .isEqualTo(200));
            assertThat(p99(beside)).isLessThan(2 * p99(untouched) + 50);
            assertThat(elsewhere.gateway.accepted())
                    .as("connections to where the redirects point")
                    .isZero();
            report("sent of endless bodies " + endlessBody + " bytes, of endless heads " + endlessHead);
            assertThat(endlessBody.get()).isBetween(1L, 64L << 20);
            assertThat(endlessHead.get()).isBetween(1L, 64L << 20);
        }
    }

    private static List<Scraped> endure(List<Fault> faults) throws Exception {
        try (LonelyPusher pusher = LonelyPusher.start("")) {
            return endure(pusher, faults);
        }
    }

    private static List<Scraped> endure(LonelyPusher pusher, List<Fault> faults) throws Exception {
        await().atMost(PATIENCE).until(() -> pusher.gateway().pushes().size() >= 2);
        Footprint before = Footprint.of(pusher.sidecar());
        List<Scraped> answers;
        try (ScrapeLoop loop = new ScrapeLoop(pusher.sidecar(), STATS)) {
            for (Fault fault : faults) {
                endure(pusher, fault);
            }
            answers = loop.answers();
        }
        assertFlat(before, Footprint.of(pusher.sidecar()));
        assertThat(pusher.gateway().mostOpen()).as("pushes in flight").isEqualTo(1);
        assertThat(pusher.gateway().surplus()).isZero();
        assertThat(pusher.gateway().requests())
                .allSatisfy(one -> assertThat(one.complaints()).isEmpty());
        return answers;
    }

    private static void endure(LonelyPusher pusher, Fault fault) throws Exception {
        RecordingGateway gateway = pusher.gateway();
        PushNumbers before = pusher.numbers();
        long begun = System.nanoTime();
        fault.begin().take(gateway);
        if (fault.reason().isEmpty()) {
            assertSuccess(pusher, fault, before);
            return;
        }
        await(fault.name())
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> pusher.numbers().failed(fault.reason()) >= before.failed(fault.reason()) + fault.times());
        long healed = System.nanoTime();
        fault.end().take(gateway);
        RecordedRequest push = gateway.awaitPush(healed, PATIENCE);
        Duration recovery = Duration.ofNanos(push.atNanos() - healed);
        report(fault.name() + ": " + pusher.numbers().failuresSince(before) + ", pushed " + recovery.toMillis()
                + " ms after the return");

        assertThat(recovery)
                .as(fault.name())
                .isLessThan(LonelyPusher.INTERVAL.multipliedBy(2).plus(SLACK));
        assertThat(pusher.numbers().failuresSince(before))
                .as(fault.name())
                .containsOnlyKeys(fault.reason())
                .allSatisfy((reason, times) -> assertThat(times).isLessThanOrEqualTo(fault.times() + 1));
        assertPaced(fault, gateway.pushesSince(begun), healed);
        await(fault.name()).atMost(PATIENCE).until(() -> pusher.numbers().lastSuccess() > before.lastSuccess());
        assertSaidOnce(pusher, fault);
    }

    private static void assertSuccess(LonelyPusher pusher, Fault fault, PushNumbers before) throws Exception {
        // Of two that come from now on the first may have been answered as before.
        await(fault.name())
                .atMost(PATIENCE)
                .until(() -> pusher.numbers().attempts() >= before.attempts() + fault.times() + 1);
        PushNumbers after = pusher.numbers();
        report(fault.name() + ": succeeds after " + Math.round(1e3 * after.seconds()) + " ms");
        assertThat(after.failuresSince(before)).as(fault.name()).isEmpty();
        assertThat(after.lastSuccess()).as(fault.name()).isGreaterThan(before.lastSuccess());
        assertThat(after.seconds()).as(fault.name()).isLessThan(0.5 + SLACK.toMillis() / 1e3);
        fault.end().take(pusher.gateway());
    }

    /** After a failure the next try comes after one to two intervals. */
    private static void assertPaced(Fault fault, List<RecordedRequest> tries, long healed) {
        List<Duration> gaps = IntStream.range(1, tries.size())
                .filter(i -> tries.get(i).atNanos() < healed)
                .mapToObj(i -> Duration.ofNanos(
                        tries.get(i).atNanos() - tries.get(i - 1).atNanos()))
                .toList();
        assertThat(gaps).as(fault.name()).allSatisfy(gap -> assertThat(gap)
                .isBetween(
                        LonelyPusher.INTERVAL.minus(Duration.ofMillis(150)),
                        LonelyPusher.INTERVAL.multipliedBy(2).plus(SLACK)));
    }

    /** The log says the beginning and the end of each trouble, and nothing in between. */
    private static void assertSaidOnce(LonelyPusher pusher, Fault fault) {
        List<String> lines = pusher.sidecar().log().lines().toList();
        List<String> last = lines.stream()
                .filter(line -> line.contains("push fails") || line.contains("push succeeds again"))
                .collect(Collectors.toList());
        List<String> ends = last.subList(Math.max(0, last.size() - 3), last.size());
        assertThat(ends).as(fault.name()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(ends.get(ends.size() - 1)).as(fault.name()).contains("push succeeds again");
        assertThat(ends.get(ends.size() - 2)).as(fault.name()).contains("push fails", "reason=" + fault.reason());
        if (ends.size() == 3) {
            assertThat(ends.get(0)).as(fault.name()).contains("push succeeds again");
        }
    }

    private static void assertFlat(Footprint before, Footprint after) {
        report("before the faults: " + before + "; after them: " + after);
        assertThat(after.heap() - before.heap()).as("growth of the heap").isLessThan(HEAP_MAY_GROW);
        assertThat(after.direct() - before.direct())
                .as("growth of direct memory")
                .isLessThan(DIRECT_MAY_GROW);
        assertThat(after.rss() - before.rss()).as("growth of RSS").isLessThan(RSS_MAY_GROW);
        assertThat(after.threads() - before.threads()).as("more threads").isLessThan(THREADS_MAY_GROW);
        assertThat(after.connections() - before.connections())
                .as("more connections")
                .isLessThanOrEqualTo(CONNECTIONS_MAY_GROW);
    }

    private static List<Scraped> endureTls(Path scratch) throws Exception {
        TestCertificate good = TestCertificate.make(scratch, "EC");
        TestCertificate wrong = TestCertificate.make(scratch, "EC");
        Path authority = scratch.resolve("authority.pem");
        good.writeCertificate(authority);
        RecordingGateway gateway = new RecordingGateway();
        gateway.speakTls(server(good));
        try (LonelyPusher pusher = LonelyPusher.startAt(
                gateway,
                "https://127.0.0.1:" + gateway.port(),
                "prometheus.push_gateway.tls.ca_file = \"" + authority + "\"\n")) {
            return endure(
                    pusher,
                    List.of(
                            new Fault(
                                    "a certificate of somebody else",
                                    "tls",
                                    2,
                                    one -> one.speakTls(server(wrong)),
                                    one -> one.speakTls(server(good))),
                            new Fault(
                                    "plain text where TLS is expected",
                                    "tls",
                                    2,
                                    one -> one.behave(new Behaviour() {
                                        @Override
                                        public void accepted(java.net.Socket socket) throws IOException {
                                            Behaviour.status(400).answer(socket);
                                        }

                                        @Override
                                        public void answer(java.net.Socket socket) {
                                            throw new AssertionError("no handshake succeeds");
                                        }
                                    }),
                                    Fault::heal)));
        }
    }

    private static SSLContext server(TestCertificate own) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.keys(), null, null);
        return context;
    }

    private static long p99(List<Scraped> answers) {
        long[] sorted = answers.stream().mapToLong(Scraped::millis).sorted().toArray();
        return sorted[(int) Math.ceil(0.99 * sorted.length) - 1];
    }

    private static void report(String figures) {
        System.out.println("PushFaultsIT " + figures);
    }
}
