package brokertally.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.model.Endpoint;
import brokertally.model.Family;
import brokertally.model.Incarnation;
import brokertally.model.MetricType;
import brokertally.model.Schema;
import brokertally.model.SchemaBuilder;
import brokertally.model.Snapshot;
import brokertally.model.Suffix;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * What the ledger takes of the heap, as the JVM counts what its thread allocates. All numbers that pages share with the
 * snapshots that a sidecar has anyway (schema, last values) are made before and so not counted.
 */
class LedgerMemoryTest {
    private static final int SERIES = 10_000;
    private static final int NODES = 3;
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Bookkeeper keeper = new Bookkeeper(Samples.RULES);
    private final Schema schema = schema();

    private static Schema schema() {
        SchemaBuilder builder = new SchemaBuilder();
        int family = builder.family(new Family(Endpoint.STATS, "x", MetricType.COUNTER, ""));
        for (int i = 0; i < SERIES; i++) {
            builder.add(family, Suffix.NONE, "id=\"" + i + "\"");
        }
        return builder.build().schema();
    }

    private Snapshot shot(int node, long sequence, long life) {
        double[] values = new double[SERIES];
        Arrays.fill(values, sequence);
        return new Snapshot("n" + node, new Incarnation(life), new Snapshot.Moment(sequence, sequence), schema, values);
    }

    @Test
    void aLedgerOfThreeNodesWithBases_takesEightBytesForACounterAndNode() {
        Ledger ledger = Ledger.EMPTY;
        for (int node = 0; node < NODES; node++) {
            ledger = ledger.with(keeper.found(shot(node, 1, 1)));
        }
        Snapshot[] next = {shot(0, 2, 2), shot(1, 2, 2), shot(2, 2, 2)};
        Ledger before = ledger;

        long from = THREADS.getCurrentThreadAllocatedBytes();
        Ledger after = before;
        for (Snapshot shot : next) {
            after = after.with(keeper.absorb(after.page(shot.node()).orElseThrow(), shot));
        }
        long bytes = THREADS.getCurrentThreadAllocatedBytes() - from;

        double perCounterAndNode = (double) bytes / (SERIES * NODES);
        System.out.printf("ledger: %.2f bytes for a counter and node with a base%n", perCounterAndNode);
        assertThat(perCounterAndNode).isBetween(8.0, 9.0);
        assertThat(after.bytes()).isEqualTo(8L * SERIES * NODES);
        for (Snapshot shot : next) {
            assertThat(after.page(shot.node()).orElseThrow().current().last()).isSameAs(shot.values());
        }
    }

    @Test
    void aSampleInWhichNothingFalls_allocatesNothingForItsSeries() {
        LedgerPage page = keeper.absorb(keeper.found(shot(0, 1, 1)), shot(0, 2, 2));
        Snapshot next = shot(0, 3, 2);
        for (int warm = 0; warm < 10; warm++) { // classes are loaded once
            keeper.absorb(page, next);
            Bookkeeper.follow(page, next, 1, 2).orElseThrow();
        }

        long from = THREADS.getCurrentThreadAllocatedBytes();
        LedgerPage written = keeper.absorb(page, next);
        LedgerPage followed = Bookkeeper.follow(page, next, 1, 2).orElseThrow();
        long bytes = THREADS.getCurrentThreadAllocatedBytes() - from;

        assertThat(written.current().last()).isSameAs(followed.current().last());
        assertThat(bytes).isLessThan(SERIES);
    }
}
