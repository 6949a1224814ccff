package brokertally.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What holds for every history of a cluster. Histories are made from a seed, which is printed;
 * {@code -Dlaws.seed=… -Dlaws.histories=…} repeats and varies them.
 */
class LedgerLawsTest {
    private static final long SEED = Long.getLong("laws.seed", 20_261);
    private static final int HISTORIES = Integer.getInteger("laws.histories", 100_400);
    private static final int EVENTS = 50;

    @ParameterizedTest
    @EnumSource(LedgerSimulation.Kind.class)
    void inEveryHistory_totalsNeitherFallNorCountTwice(LedgerSimulation.Kind kind) {
        int histories = HISTORIES / LedgerSimulation.Kind.values().length;
        System.out.printf("laws: %d histories of kind %s, laws.seed=%d%n", histories, kind, SEED);
        for (int h = 0; h < histories; h++) {
            run(kind, SEED + h);
        }
        assertThat(histories).isPositive();
    }

    private static void run(LedgerSimulation.Kind kind, long seed) {
        try {
            new LedgerSimulation(kind, seed, false).run(EVENTS);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(story(kind, seed) + "\n" + e, e);
        }
    }

    private static String story(LedgerSimulation.Kind kind, long seed) {
        LedgerSimulation again = new LedgerSimulation(kind, seed, true);
        try {
            again.run(EVENTS);
        } catch (AssertionError | RuntimeException e) {
            return kind + " laws.seed=" + seed + "\n" + again.log;
        }
        return kind + " laws.seed=" + seed + " went well when repeated";
    }
}
