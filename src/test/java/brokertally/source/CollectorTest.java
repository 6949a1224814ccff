package brokertally.source;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.TestSnapshots;
import brokertally.model.Incarnation;
import brokertally.model.Measure;
import brokertally.model.NodeReport;
import brokertally.model.Reason;
import brokertally.model.Schema;
import brokertally.text.ParseReport;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CollectorTest {
    private static final Schema SCHEMA = TestSnapshots.schema(1);

    private final FakeSource source = new FakeSource();
    private long wallMillis = 1_700_000_000_000L;
    private long nanos = -5;
    private Collector collector = collector(Optional.empty());

    private Collector collector(Optional<String> configuredName) {
        return new Collector(source, new Identity("m1", configuredName, "host-1"), () -> wallMillis, () -> nanos);
    }

    private void later(long millis) {
        wallMillis += millis;
        nanos += millis * 1_000_000;
    }

    @Test
    void beforeTheFirstRead_theReportSaysSo() {
        NodeReport report = collector.latest();

        assertThat(report.member()).isEqualTo("m1");
        assertThat(report.node()).isEqualTo("host-1");
        assertThat(report.broker().reason()).isEqualTo(Reason.NOT_READ_YET);
        assertThat(report.snapshot()).isEmpty();
        assertThat(report.ageMillis()).isZero();
    }

    @Test
    void report_hasTheSampleItsTimeAndItsLife() {
        source.next = success("emqx@a", OptionalLong.of(wallMillis - 9_000), 7);

        NodeReport report = collector.report(0).result();

        assertThat(report.node()).isEqualTo("emqx@a");
        assertThat(report.broker().up()).isTrue();
        assertThat(report.broker().version()).isEqualTo("5.8.9");
        assertThat(report.snapshot().orElseThrow().values()).containsExactly(7, 7);
        assertThat(report.snapshot().orElseThrow().takenMillis()).isEqualTo(wallMillis);
        assertThat(report.snapshot().orElseThrow().incarnation()).isEqualTo(new Incarnation(wallMillis - 9_000));
    }

    @Test
    void report_younger_isAnsweredFromMemory() {
        collector.report(0);
        later(999);
        assertThat(collector.report(1000).result().ageMillis()).isEqualTo(999);
        assertThat(source.reads).isEqualTo(1);

        later(1);
        assertThat(collector.report(1000).result().ageMillis()).isZero();
        assertThat(source.reads).isEqualTo(2);
    }

    @Test
    void trap39_twoScrapersWithinASecondSeeTheSameSample() {
        collector.report(1000);
        later(900);
        source.next = success("emqx@a", OptionalLong.empty(), 2);

        assertThat(collector.report(1000).result().snapshot().orElseThrow().values())
                .containsExactly(1, 1);
    }

    @Test
    void trap49_refusedCredentialsAreAReasonBesideTheLastSample() {
        collector.report(0);
        source.next = new Reading.Failure(Reason.AUTH, "status 401");

        NodeReport report = collector.report(0).result();

        assertThat(report.broker().reason()).isEqualTo(Reason.AUTH);
        assertThat(report.snapshot().orElseThrow().values()).containsExactly(1, 1);
    }

    @Test
    void report_maxAgeZero_alwaysReads() {
        collector.report(0);
        collector.report(0);

        assertThat(source.reads).isEqualTo(2);
    }

    @Test
    void report_everybodyWaitsForOneRead() {
        Promise<Reading> slow = Promise.promise();
        source.pending = Optional.of(slow);

        Future<NodeReport> one = collector.report(0);
        Future<NodeReport> two = collector.report(1000);
        assertThat(one.isComplete()).isFalse();
        slow.complete(success("a", OptionalLong.empty(), 3));

        assertThat(source.reads).isEqualTo(1);
        assertThat(one.result()).isEqualTo(two.result());
        source.pending = Optional.empty();
        assertThat(collector.report(0).isComplete()).isTrue();
        assertThat(source.reads).isEqualTo(2);
    }

    @Test
    void aFailure_keepsTheLastSampleWithItsAge() {
        collector.report(0);
        later(5_000);
        source.next = new Reading.Failure(Reason.REFUSED, "x");

        NodeReport report = collector.report(0).result();

        assertThat(report.broker().reason()).isEqualTo(Reason.REFUSED);
        assertThat(report.broker().version()).isEqualTo("5.8.9");
        assertThat(report.snapshot()).isPresent();
        assertThat(report.ageMillis()).isEqualTo(5_000);
        assertThat(collector.nodeName()).isEqualTo("emqx@a");
    }

    @Test
    void aBrokerThatHangs_isWaitedForOnceAndReadOnInTheBackground() {
        collector.report(0);
        source.next = new Reading.Failure(Reason.TIMEOUT, "x");
        collector.report(0);
        Promise<Reading> hanging = Promise.promise();
        source.pending = Optional.of(hanging);

        NodeReport meanwhile = collector.report(0).result();
        collector.report(0);

        assertThat(meanwhile.broker().reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(meanwhile.snapshot()).isPresent();
        assertThat(source.reads).as("one read under way").isEqualTo(3);
        hanging.complete(success("emqx@a", OptionalLong.empty(), 9));
        assertThat(collector.latest().broker().up()).isTrue();
        assertThat(collector.latest().snapshot().orElseThrow().values()).containsExactly(9, 9);
        source.pending = Optional.of(Promise.promise());
        assertThat(collector.report(0).isComplete()).as("waited for again").isFalse();
    }

    @Test
    void aReadThatTakesLong_isNotWaitedForByThoseWhoComeLater() {
        collector.report(0);
        Promise<Reading> slow = Promise.promise();
        source.pending = Optional.of(slow);
        Future<NodeReport> first = collector.report(0);
        later(500);
        Future<NodeReport> second = collector.report(0);
        later(1);

        NodeReport third = collector.report(0).result();

        assertThat(third.ageMillis()).isEqualTo(501);
        assertThat(third.broker().up()).isTrue();
        assertThat(first.isComplete()).isFalse();
        assertThat(second.isComplete()).isFalse();
        slow.complete(success("emqx@a", OptionalLong.empty(), 9));
        assertThat(first.result().ageMillis()).isZero();
        assertThat(source.reads).isEqualTo(2);
    }

    @Test
    void theFirstRead_isWaitedForHoweverLongItTakes() {
        Promise<Reading> slow = Promise.promise();
        source.pending = Optional.of(slow);
        collector.report(0);
        later(1_500);

        Future<NodeReport> second = collector.report(0);

        assertThat(second.isComplete()).isFalse();
        slow.complete(success("emqx@a", OptionalLong.empty(), 9));
        assertThat(second.result().snapshot()).isPresent();
    }

    @Test
    void aSourceThatThrowsOrFails_isAFailure() {
        source.thrown = Optional.of(new IllegalStateException("bug"));
        assertThat(collector.report(0).result().broker().reason()).isEqualTo(Reason.FAILED);

        source.thrown = Optional.empty();
        source.pending = Optional.of(Promise.promise());
        source.pending.get().fail("broken");
        assertThat(collector.report(0).result().broker().reason()).isEqualTo(Reason.FAILED);
    }

    @Test
    void sequence_risesAlways() {
        long first = sequence();
        assertThat(first).isEqualTo(wallMillis);

        assertThat(sequence()).as("within one millisecond").isEqualTo(first + 1);
        wallMillis -= 3_600_000;
        assertThat(sequence()).as("clock stepped back").isEqualTo(first + 2);
        wallMillis += 7_200_000;
        assertThat(sequence()).isEqualTo(wallMillis);
    }

    @Test
    void resume_continuesSequenceAndLife() {
        Incarnation stored = new Incarnation(wallMillis - 100_000);
        collector.resume(stored, wallMillis + 50);
        source.next = success("a", OptionalLong.of(wallMillis - 98_000), 1);

        NodeReport report = collector.report(0).result();

        assertThat(report.snapshot().orElseThrow().sequence()).isEqualTo(wallMillis + 51);
        assertThat(report.snapshot().orElseThrow().incarnation()).isEqualTo(stored);
    }

    @Test
    void age_doesNotFollowTheWallClock() {
        collector.report(0);
        wallMillis += 3_600_000;

        assertThat(collector.latest().ageMillis()).isZero();
    }

    @Test
    void nodeName_isConfiguredElseSaidElseFallback() {
        source.next = success("said", OptionalLong.empty(), 1);
        Collector named = collector(Optional.of("configured"));
        named.report(0);
        assertThat(named.nodeName()).isEqualTo("configured");

        collector.report(0);
        assertThat(collector.nodeName()).isEqualTo("said");

        source.next = success("", OptionalLong.empty(), 1);
        collector.report(0);
        assertThat(collector.nodeName()).as("once said, it stays").isEqualTo("said");
        Collector unnamed = collector(Optional.empty());
        unnamed.report(0);
        assertThat(unnamed.nodeName()).isEqualTo("host-1");
    }

    @Test
    void close_isForTheSourceAndLaterReportsAreFromMemory() {
        collector.report(0);

        collector.close();

        assertThat(source.closed).isTrue();
        assertThat(collector.report(0).result().snapshot()).isPresent();
        assertThat(source.reads).isEqualTo(1);
    }

    @Test
    void measures_countWhatHappened() {
        collector.report(0);
        source.next = new Reading.Success(
                new Reading.Who(Optional.empty(), "", OptionalLong.empty()),
                SCHEMA,
                new double[SCHEMA.size()],
                new ParseReport(1, 2, 3, Optional.empty()),
                4,
                Map.of("auth", Reason.NOT_FOUND));
        collector.report(0);
        collector.report(0);
        source.next = new Reading.Failure(Reason.TIMEOUT, "x");
        collector.report(0);

        assertThat(measure("brokertally_broker_up", "")).isZero();
        assertThat(measure("brokertally_source_reads_total", "")).isEqualTo(4);
        assertThat(measure("brokertally_source_failures_total", "reason=\"timeout\""))
                .isEqualTo(1);
        assertThat(measure("brokertally_source_failures_total", "reason=\"auth\""))
                .isZero();
        assertThat(measure("brokertally_source_endpoint_failures_total", "endpoint=\"auth\",reason=\"not_found\""))
                .isEqualTo(2);
        assertThat(measure("brokertally_source_bad_lines_total", "")).isEqualTo(2);
        assertThat(measure("brokertally_source_duplicate_series_total", "")).isEqualTo(4);
        assertThat(measure("brokertally_source_dropped_series_total", "")).isEqualTo(6);
        assertThat(measure("brokertally_source_refused_values_total", "")).isEqualTo(8);
        assertThat(measure("brokertally_source_series", "")).isEqualTo(2);
        assertThat(measure("brokertally_source_last_success_timestamp_seconds", ""))
                .isEqualTo(wallMillis / 1000.0);
        assertThat(collector.measures())
                .allSatisfy(measure -> assertThat(measure.help()).endsWith("."));
    }

    @Test
    void measures_beforeTheFirstSample_haveNoTimeOfIt() {
        assertThat(collector.measures())
                .extracting(Measure::name)
                .doesNotContain("brokertally_source_last_success_timestamp_seconds")
                .contains("brokertally_broker_up");
    }

    private double measure(String name, String labels) {
        return collector.measures().stream()
                .filter(measure ->
                        measure.name().equals(name) && measure.labels().equals(labels))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + "{" + labels + "}"))
                .value();
    }

    private long sequence() {
        return collector.report(0).result().snapshot().orElseThrow().sequence();
    }

    private static Reading success(String node, OptionalLong started, double value) {
        double[] values = new double[SCHEMA.size()];
        java.util.Arrays.fill(values, value);
        Optional<String> said = Optional.of(node).filter(name -> !name.isEmpty());
        return new Reading.Success(
                new Reading.Who(said, "5.8.9", started), SCHEMA, values, ParseReport.CLEAN, Map.of());
    }

    private static final class FakeSource implements Source {
        private int reads;
        private boolean closed;
        private Reading next = success("emqx@a", OptionalLong.empty(), 1);
        private Optional<Promise<Reading>> pending = Optional.empty();
        private Optional<RuntimeException> thrown = Optional.empty();

        @Override
        public String kind() {
            return "fake";
        }

        @Override
        public Future<Reading> read() {
            reads++;
            thrown.ifPresent(e -> {
                throw e;
            });
            return pending.map(Promise::future).orElseGet(() -> Future.succeededFuture(next));
        }

        @Override
        public Future<Void> close() {
            closed = true;
            return Future.succeededFuture();
        }
    }
}
