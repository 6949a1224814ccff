package brokertally.ledger;

import brokertally.ledger.LedgerSimulation.Kind;
import java.util.Arrays;
import java.util.List;

/** Knows what was answered in a history, and what no answer may be. */
final class AnswerJudge {
    private final LedgerSimulation world;
    private final double[] seen = new double[SimulatedBroker.SERIES]; // the greatest of all answers
    private final double[] sinceLoss = new double[SimulatedBroker.SERIES]; // the greatest since the last loss
    private final double[] beforeLoss = new double[SimulatedBroker.SERIES]; // between that and the loss before

    /** How often a sidecar has lost its memory. */
    int crashes;

    /**
     * A member has forgotten everything and begun anew while another was away that may know its older page. When that comes
     * back and the first one is away, the older page holds and totals may fall: two members lost at once, so not I1.
     */
    private boolean blurred;

    AnswerJudge(LedgerSimulation world) {
        this.world = world;
    }

    /** One more member is lost; from a healthy cluster, what was answered before the loss before this one holds, too. */
    void lost(boolean healthy) {
        for (int k = 0; k < sinceLoss.length; k++) {
            beforeLoss[k] = healthy ? Math.max(beforeLoss[k], sinceLoss[k]) : sinceLoss[k];
            sinceLoss[k] = 0;
        }
    }

    /** A member is back, maybe the last that was away. */
    void back(SimulatedSidecar one, boolean healthy) {
        found(one);
        blurred &= !healthy;
    }

    void blur() {
        blurred = true;
        Arrays.fill(sinceLoss, 0);
        Arrays.fill(beforeLoss, 0);
        world.sidecars.forEach(s -> s.shownAlone = null);
    }

    /** What has to be so in the end, with all there and all sampled. */
    void end(SimulatedSidecar sidecar) {
        if (world.kind == Kind.CALM) {
            calm(sidecar);
            return;
        }
        double[] totals = sidecar.totals(sidecar.ledger.pages());
        world.note(() -> "at the end " + sidecar.broker.name + " " + Arrays.toString(totals));
        notAbove(totals, world.truth, "in the end more than there was");
        if (crashes == 0) {
            notAbove(seen, totals, "in the end lower, though nobody forgot anything");
        }
        if (world.kind == Kind.OBSERVED && !Arrays.equals(totals, world.truth)) {
            throw new AssertionError(
                    "in the end " + Arrays.toString(totals) + ", but there was " + Arrays.toString(world.truth));
        }
        List<Ledger.Mark> first = world.sidecars.get(0).ledger.marks();
        if (!sidecar.ledger.marks().equals(first)) {
            throw new AssertionError("no agreement: " + sidecar.ledger.marks() + " and " + first);
        }
    }

    /** Asks a sidecar for the totals and holds them against what there was and what was answered before. */
    void scrape(SimulatedSidecar at) {
        if (!at.alive) {
            return;
        }
        double[] totals = at.answer();
        world.note(() -> "answer of " + at.broker.name + " " + Arrays.toString(totals));
        notAbove(totals, world.truth, "counted more than there was");
        raise(seen, totals);
        if (world.kind != Kind.LOSSES || blurred) {
            return;
        }
        if (at.component == 0 && !at.others().isEmpty()) {
            notAbove(beforeLoss, totals, "lower than an answer before the last loss");
            notAbove(sinceLoss, totals, "lower than an answer since the last loss");
            raise(sinceLoss, totals);
        } else {
            if (at.shownAlone != null) {
                notAbove(at.shownAlone, totals, "lower than its own answer before");
            }
            at.shownAlone = totals;
        }
        for (SimulatedSidecar other : world.sidecars) {
            if (at.sees(other) && at != other) {
                found(other);
            }
        }
    }

    /** What it answered alone holds for all from now on, unless a crash meanwhile took what only those two had. */
    private void found(SimulatedSidecar one) {
        if (one.shownAlone != null && one.isolatedAt == crashes) {
            raise(sinceLoss, one.shownAlone);
        }
        one.shownAlone = null;
    }

    private static void raise(double[] floor, double[] totals) {
        for (int k = 0; k < floor.length; k++) {
            floor[k] = Math.max(floor[k], totals[k]);
        }
    }

    private static void notAbove(double[] low, double[] high, String what) {
        for (int k = 0; k < low.length; k++) {
            if (!(low[k] <= high[k])) {
                throw new AssertionError(what + ": series " + k + ", " + low[k] + " > " + high[k]);
            }
        }
    }

    /** I3: the pages add nothing to what the brokers show. */
    private static void calm(SimulatedSidecar sidecar) {
        LedgerPage own = sidecar.own();
        boolean plain = own.behindCurrent().isEmpty()
                && own.dropped().size() == 0
                && !own.current().hasBase();
        if (!plain || own.current().last() != sidecar.lastValues) {
            throw new AssertionError("something is carried though nothing happened");
        }
    }

    /** Joining is commutative, associative and idempotent, on the ledgers that there are. */
    void lawsOfJoining(Ledger a, Ledger b, Ledger c) {
        List<Ledger.Mark> all = a.join(b).join(c).marks();
        boolean holds = all.equals(a.join(b.join(c)).marks())
                && all.equals(c.join(b).join(a).marks())
                && a.join(b).marks().equals(b.join(a).marks())
                && a.join(a) == a
                && a.join(b).join(b).marks().equals(a.join(b).marks());
        if (!holds) {
            throw new AssertionError("joined: " + a.marks() + " " + b.marks() + " " + c.marks());
        }
        if (!Arrays.equals(
                world.sidecars.get(0).totals(a.join(b).pages()),
                world.sidecars.get(0).totals(b.join(a).pages()))) {
            throw new AssertionError("one mark, two contents");
        }
    }
}
