package brokertally.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brokertally.model.Reason;
import brokertally.source.Bench.Wanted;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What holds for every source that asks over HTTP. */
abstract class HttpSourceContract extends SourceContract {
    /** The settings for a broker at this base URL. */
    protected abstract Wanted wanted(String baseUrl);

    @Override
    protected Map<Fault, Reason> faults() {
        Map<Fault, Reason> reasons = new EnumMap<>(Fault.class);
        reasons.put(Fault.REFUSED, Reason.REFUSED);
        reasons.put(Fault.AUTH, Reason.AUTH);
        reasons.put(Fault.SILENT, Reason.TIMEOUT);
        reasons.put(Fault.DRIPPING, Reason.TIMEOUT);
        reasons.put(Fault.GARBAGE, Reason.MALFORMED);
        reasons.put(Fault.EMPTY, Reason.EMPTY);
        reasons.put(Fault.OVERSIZED, Reason.TOO_LARGE);
        reasons.put(Fault.ANNOUNCED, Reason.TOO_LARGE);
        reasons.put(Fault.CUT_OFF, Reason.FAILED);
        reasons.put(Fault.STATUS_500, Reason.STATUS);
        reasons.put(Fault.NOT_FOUND, Reason.NOT_FOUND);
        reasons.put(Fault.REDIRECT, Reason.STATUS);
        return reasons;
    }

    @Override
    protected Source faulty(Fault fault) {
        return bench.source(wanted(FaultyHttp.start(bench, fault).url()).with("key", "s3cret"));
    }

    @Test
    void trap48_aBodyOverTheLimitEndsItsConnectionAtOnce() {
        FaultyHttp server = FaultyHttp.start(bench, Fault.OVERSIZED);

        bench.failure(bench.source(wanted(server.url())));

        await().untilAsserted(() -> assertThat(server.closed.get()).isPositive());
        assertThat(server.sent.get()).isLessThan(64L << 20);
    }

    @Test
    void trap49_refusedCredentialsAreNotTriedAgainForAWhile() {
        FaultyHttp server = FaultyHttp.start(bench, Fault.AUTH);
        Source source = bench.source(wanted(server.url()).with("key", "s3cret"));
        bench.failure(source);
        int asked = server.asked.get();

        bench.failure(source);
        int askedAgain = server.asked.get() - asked;
        bench.laterNanos.addAndGet(AuthPause.PAUSE_NANOS);
        bench.failure(source);

        assertThat(askedAgain).isZero();
        assertThat(server.asked.get()).isGreaterThan(asked);
    }

    @Test
    void redirects_areNotFollowed() {
        FaultyHttp server = FaultyHttp.start(bench, Fault.REDIRECT);
        FaultyHttp once = FaultyHttp.start(bench, Fault.STATUS_500);
        bench.failure(bench.source(wanted(once.url())));

        bench.failure(bench.source(wanted(server.url())));

        assertThat(server.asked.get()).isEqualTo(once.asked.get());
    }
}
