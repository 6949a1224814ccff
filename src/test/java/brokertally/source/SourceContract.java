package brokertally.source;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.model.MetricType;
import brokertally.model.Reason;
import brokertally.model.SeriesTable;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What holds for every source. */
abstract class SourceContract {
    /** What a broker may do to us. */
    enum Fault {
        /** Nobody listens. */
        REFUSED,
        /** Other credentials, please. */
        AUTH,
        /** Accepts the connection and says nothing. */
        SILENT,
        /** One byte now and then, for ever (trap 48). */
        DRIPPING,
        /** An answer that is none. */
        GARBAGE,
        /** A proper answer without a number (trap 53). */
        EMPTY,
        /** More bytes than we take, without a length in front. */
        OVERSIZED,
        /** More bytes than we take, announced. */
        ANNOUNCED,
        /** Half an answer, then the connection ends. */
        CUT_OFF,
        STATUS_500,
        NOT_FOUND,
        REDIRECT
    }

    protected final Bench bench = new Bench();

    /** The faults that this kind of source can meet, and what it must say of them. */
    protected abstract Map<Fault, Reason> faults();

    /** A source of a broker that has this fault. */
    protected abstract Source faulty(Fault fault);

    /** A source of a broker that works. */
    protected abstract Source good();

    /** The first reading of a good source that has numbers. */
    protected Reading.Success firstSuccess(Source source) {
        return bench.success(source);
    }

    @AfterEach
    void end() {
        bench.close();
    }

    /** Where the time limit must end the wait, it is short. */
    private Source impatient(Fault fault) {
        boolean endless = fault == Fault.SILENT || fault == Fault.DRIPPING;
        bench.timeout = endless ? Duration.ofMillis(400) : Duration.ofSeconds(8);
        return faulty(fault);
    }

    @TestFactory
    Stream<DynamicTest> everyFault_isAFailureWithItsReasonWithinTheTimeLimit() {
        return faults().entrySet().stream()
                .map(expected -> DynamicTest.dynamicTest(expected.getKey().name(), () -> {
                    Source source = impatient(expected.getKey());

                    long begun = System.nanoTime();
                    Reading.Failure failure = bench.failure(source);
                    long millis = (System.nanoTime() - begun) / 1_000_000;

                    assertThat(failure.reason()).as(failure.detail()).isEqualTo(expected.getValue());
                    assertThat(failure.detail()).isNotEmpty().doesNotContain("s3cret");
                    assertThat(millis).isLessThan(bench.timeout.toMillis() + 2000);
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyFault_isStillAFailureTheSecondTime() {
        return faults().entrySet().stream()
                .map(expected -> DynamicTest.dynamicTest(expected.getKey().name(), () -> {
                    Source source = impatient(expected.getKey());
                    bench.failure(source);

                    assertThat(bench.failure(source).reason()).isEqualTo(expected.getValue());
                }));
    }

    @Test
    void families_areValidAndNumbersAreNotInvented() {
        Reading.Success success = firstSuccess(good());

        SeriesTable table = success.schema().table();
        assertThat(table.size()).isPositive().isEqualTo(success.values().length);
        for (int f = 0; f < table.families(); f++) {
            assertThat(table.end(f)).isGreaterThan(table.first(f));
            for (int s = table.first(f); s < table.end(f); s++) {
                if (table.family(f).type() == MetricType.COUNTER) {
                    assertThat(success.values()[s]).isNotNegative();
                }
                assertThat(table.labels(s)).doesNotStartWith("node=\"").doesNotContain(",node=\"");
            }
        }
    }

    @Test
    void schema_isTheSameObjectWhileTheBrokerShowsTheSameSeries() {
        Source source = good();

        Reading.Success first = firstSuccess(source);
        Reading.Success second = bench.success(source);

        assertThat(second.schema()).isSameAs(first.schema());
        assertThat(second.values()).isNotSameAs(first.values());
    }

    @Test
    void close_isFinal() {
        Source source = good();
        firstSuccess(source);

        bench.await(source::close);

        assertThat(bench.failure(source).reason()).isEqualTo(Reason.FAILED);
    }
}
