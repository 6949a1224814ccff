package brokertally.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/**
 * One random history of a cluster: brokers that count, restart, drop series and leave, a sidecar beside each, lost and
 * reordered messages, splits, crashes, and scrapes at any time. The sidecars follow the protocol of the product as far as
 * pages go; what was really counted is known, so every answer can be judged. All numbers are integers: sums are exact.
 */
final class LedgerSimulation {
    /** What may happen in a history. */
    enum Kind {
        /** Brokers count, and that is all: the answer is the plain sum (I3). */
        CALM,
        /** Everything that ends is sampled just before, and no sidecar forgets what no other knows: nothing is missed. */
        OBSERVED,
        /** Members are lost one after the other, the others see each other: no answer is lower than one before (I1). */
        LOSSES,
        /** Any split, any crash, at any time: nothing is added twice, and all agree in the end. */
        WILD
    }

    private static final long DAY_MILLIS = 90_000_000;

    final Kind kind;
    final Random random;
    final List<SimulatedSidecar> sidecars = new ArrayList<>();
    final double[] truth = new double[SimulatedBroker.SERIES];
    final StringBuilder log;
    long now = 1_700_000_000_000L;

    private final boolean[] everDisk;
    private final List<Delayed> inFlight = new ArrayList<>();
    private int crashes;

    /**
     * A member has forgotten everything and begun anew while another was away that may know its older page. When that comes
     * back and the first one is away, the older page holds and totals may fall: two members lost at once, so not I1.
     */
    private boolean blurred;

    /**
     * From the first fold on brokers show all series, with numbers that can be used: a series that a node which is back in the
     * same life does not show in its first sample counts in full when it comes (see {@link Bookkeeper#returned}).
     */
    boolean hasFolded;

    private double[] seen = new double[SimulatedBroker.SERIES]; // the greatest of all answers
    private double[] sinceLoss = new double[SimulatedBroker.SERIES]; // the greatest since the last loss
    private double[] beforeLoss = new double[SimulatedBroker.SERIES]; // the greatest between that and the loss before

    private record Delayed(int to, LedgerPage page) {}

    LedgerSimulation(Kind kind, long seed, boolean logged) {
        this.kind = kind;
        this.random = new Random(seed);
        this.log = logged ? new StringBuilder() : null;
        int nodes = 2 + random.nextInt(4);
        boolean disks = random.nextBoolean();
        this.everDisk = new boolean[nodes];
        for (int i = 0; i < nodes; i++) {
            everDisk[i] = disks && (random.nextBoolean() || kind == Kind.WILD);
            SimulatedBroker broker = new SimulatedBroker(this, "n" + i);
            sidecars.add(new SimulatedSidecar(this, i, broker, everDisk[i]));
        }
        for (SimulatedSidecar sidecar : sidecars) {
            sidecar.start();
            if (kind == Kind.OBSERVED || kind == Kind.CALM) {
                sidecar.sample(true);
            }
        }
    }

    void note(Supplier<String> what) {
        if (log != null) {
            log.append(now - 1_700_000_000_000L).append(' ').append(what.get()).append('\n');
        }
    }

    /** Runs the history; throws {@link AssertionError} with what is wrong. */
    void run(int events) {
        for (int e = 0; e < events; e++) {
            now += 64 + random.nextInt(3_000);
            event();
        }
        end();
    }

    private void event() {
        SimulatedSidecar one = sidecars.get(random.nextInt(sidecars.size()));
        int what = random.nextInt(100);
        if (what < 25) {
            one.broker.count();
        } else if (what < 45) {
            scrape(one);
        } else if (what < 60) {
            one.sample(kind == Kind.OBSERVED);
            publish(one);
        } else if (what < 70) {
            deliver();
        } else if (kind == Kind.CALM) {
            one.broker.count();
        } else if (what < 80) {
            brokerEvent(one);
        } else if (what < 83) {
            one.store();
        } else {
            failure(one, random.nextInt(100));
        }
    }

    /** In an observed history a sample stands right before everything that ends something, and right after. */
    private void brokerEvent(SimulatedSidecar one) {
        boolean observed = kind == Kind.OBSERVED;
        if (observed && !one.alive) {
            return;
        }
        if (observed) {
            one.sample(true);
        }
        SimulatedBroker broker = one.broker;
        int what = random.nextInt(10);
        boolean skipAfter = false;
        if (what < 2) {
            broker.resetScalar();
        } else if (what < 3) {
            broker.resetHistogram();
        } else if (what < 6) {
            broker.dropOrShow();
        } else if (what < 7 && !observed) {
            broker.up = !broker.up;
        } else {
            // A told life that was long enough is seen to end whatever the numbers are (trap 30).
            skipAfter = broker.told && now - broker.started > 20_000 && one.processStarted < broker.started;
            now += random.nextInt(20_000);
            skipAfter &= now - broker.started > 20_000;
            broker.restart();
            note(() -> broker.name + " restarts");
            if (skipAfter) {
                broker.count();
                broker.count();
            }
        }
        if (observed) {
            one.sample(true);
        }
    }

    private void failure(SimulatedSidecar one, int what) {
        switch (kind) {
            case OBSERVED -> observedFailure(one, what);
            case LOSSES -> loss(one, what);
            default -> wildFailure(one, what);
        }
    }

    // ---- failures after which nothing is missing

    private void observedFailure(SimulatedSidecar one, int what) {
        if (what < 30) {
            split();
        } else if (what < 55) {
            heal();
        } else if (what < 80) {
            if (one.alive) {
                heal();
                one.sample(true);
                heal();
                crash(one);
                one.start();
                one.sample(true);
            }
        } else {
            leaveAndReturn(one);
        }
    }

    private void leaveAndReturn(SimulatedSidecar one) {
        heal();
        one.sample(true);
        heal();
        crash(one);
        boolean sameBroker = random.nextBoolean();
        if (random.nextBoolean()) {
            fold();
            sameBroker = false;
        }
        boolean renamed = random.nextInt(3) == 0;
        if (!sameBroker || renamed) {
            one.broker.restart();
        }
        if (renamed) {
            one.rename();
        }
        one.start();
        one.sample(true);
    }

    // ---- losses one after the other

    private void loss(SimulatedSidecar one, int what) {
        boolean healthy = sidecars.stream().allMatch(s -> s.alive && s.component == 0);
        if (what < 40) {
            boolean isLost = !one.alive || one.component != 0;
            long present =
                    sidecars.stream().filter(s -> s.alive && s.component == 0).count();
            if (isLost || present < 2) {
                return;
            }
            for (int k = 0; k < seen.length; k++) {
                beforeLoss[k] = healthy ? Math.max(beforeLoss[k], sinceLoss[k]) : sinceLoss[k];
                sinceLoss[k] = 0;
            }
            note(() -> "lost " + one.broker.name);
            if (random.nextBoolean()) {
                crash(one);
                if (random.nextInt(3) == 0) {
                    one.broker.restart();
                }
            } else {
                one.component = 1 + one.index;
                one.isolatedAt = healthy ? crashes : -1;
            }
        } else if (what < 55 && one.alive && one.component != 0) {
            // Its own sidecar dies, too, and comes back alone: with its disk or with nothing.
            crash(one);
            if (random.nextBoolean()) {
                one.broker.restart();
            }
            restart(one);
        } else {
            comeBack(one);
        }
    }

    private void comeBack(SimulatedSidecar one) {
        if (!one.alive) {
            if (random.nextBoolean()) {
                one.component = 1 + one.index;
            }
            restart(one);
        }
        if (random.nextInt(3) > 0 && one.component != 0) {
            one.component = 0;
            note(() -> "back " + one.broker.name);
            exchangeAll();
            found(one);
            blurred &= sidecars.stream().anyMatch(s -> !s.alive || s.component != 0);
        }
    }

    private void restart(SimulatedSidecar one) {
        one.start();
        boolean anotherIsAway = sidecars.stream().anyMatch(s -> s != one && (!s.alive || s.component != 0));
        if (one.own() == null && anotherIsAway) {
            blurred = true;
            Arrays.fill(sinceLoss, 0);
            Arrays.fill(beforeLoss, 0);
            sidecars.forEach(s -> s.shownAlone = null);
        }
    }

    // ---- anything

    private void wildFailure(SimulatedSidecar one, int what) {
        if (what < 25) {
            split();
        } else if (what < 45) {
            heal();
        } else if (what < 65) {
            if (one.alive) {
                crash(one);
            }
        } else if (what < 85) {
            if (!one.alive) {
                one.start();
            }
        } else if (what < 90) {
            if (!one.alive) {
                one.rename();
                one.broker.restart();
            }
        } else if (what < 93) {
            for (SimulatedSidecar s : sidecars) {
                crash(s);
            }
        } else {
            foldWhenAllThatAreLeftAreThere();
        }
    }

    /** A node that is away is given up; the others may be reached, so the oldest of them folds its page. */
    private void foldWhenAllThatAreLeftAreThere() {
        List<SimulatedSidecar> living = sidecars.stream().filter(s -> s.alive).toList();
        boolean together = living.stream().map(s -> s.component).distinct().count() == 1;
        if (together && living.size() < sidecars.size()) {
            fold();
        }
    }

    private void fold() {
        exchangeAll();
        now += DAY_MILLIS;
        SimulatedSidecar oldest =
                sidecars.stream().filter(s -> s.alive).findFirst().orElseThrow();
        List<String> present =
                sidecars.stream().filter(s -> s.alive).map(s -> s.broker.name).toList();
        List<LedgerPage> gone = new ArrayList<>();
        for (LedgerPage page : oldest.ledger.pages()) {
            if (!page.node().equals(LedgerPage.LONG_GONE) && !present.contains(page.node())) {
                gone.add(page);
            }
        }
        if (!gone.isEmpty()) {
            hasFolded = true;
            for (SimulatedSidecar s : sidecars) {
                s.broker.showAll();
                if (kind == Kind.OBSERVED) {
                    s.sample(true);
                }
            }
            note(() -> oldest.broker.name + " folds "
                    + gone.stream().map(LedgerPage::node).toList());
            Optional<LedgerPage> before = oldest.ledger.page(LedgerPage.LONG_GONE);
            oldest.receive(oldest.keeper.fold(before, gone, oldest.wall()));
            exchangeAll();
        }
    }

    private void crash(SimulatedSidecar one) {
        note(() -> "crash of " + one.broker.name);
        crashes++;
        one.crash();
    }

    private void split() {
        int parts = 2 + random.nextInt(2);
        sidecars.forEach(s -> s.component = random.nextInt(parts));
        note(() -> "split " + sidecars.stream().map(s -> s.component).toList());
        exchangeAll(); // with those that one sees anew
    }

    private void heal() {
        sidecars.forEach(s -> s.component = 0);
        note(() -> "heal");
        exchangeAll();
    }

    /** Whoever can see each other agrees on the newest pages; two rounds, as a page that is met may make a new one. */
    private void exchangeAll() {
        for (int round = 0; round < 2; round++) {
            for (SimulatedSidecar a : sidecars) {
                for (SimulatedSidecar b : sidecars) {
                    if (a.index < b.index && a.sees(b)) {
                        a.exchange(b);
                    }
                }
            }
        }
    }

    // ---- messages

    private void publish(SimulatedSidecar from) {
        if (from.alive && from.own() != null) {
            for (SimulatedSidecar to : from.others()) {
                for (int copies = random.nextInt(3); copies > 0; copies--) {
                    inFlight.add(new Delayed(to.index, from.own()));
                }
            }
        }
    }

    /** What a process has sent does not outlive it for long. */
    void forgetMessagesOf(String node) {
        inFlight.removeIf(message -> message.page.node().equals(node));
    }

    private void deliver() {
        for (int n = random.nextInt(4); n > 0 && !inFlight.isEmpty(); n--) {
            Delayed message = inFlight.remove(random.nextInt(inFlight.size()));
            SimulatedSidecar to = sidecars.get(message.to);
            boolean own = message.page.node().equals(to.broker.name);
            if (to.alive && !own) {
                to.hear(message.page);
            }
        }
    }

    // ---- answers

    private void scrape(SimulatedSidecar at) {
        if (!at.alive) {
            return;
        }
        double[] totals = at.answer();
        note(() -> "answer of " + at.broker.name + " " + Arrays.toString(totals));
        notAbove(totals, truth, "counted more than there was");
        raise(seen, totals);
        if (kind != Kind.LOSSES || blurred) {
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
        for (SimulatedSidecar other : sidecars) {
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

    private void end() {
        if (kind != Kind.CALM) {
            ends();
        }
        checkLaws();
        for (SimulatedSidecar sidecar : sidecars) {
            double[] totals = sidecar.totals(sidecar.ledger.pages());
            if (kind == Kind.CALM) {
                sidecar.sample(true);
                calm(sidecar);
                continue;
            }
            note(() -> "at the end " + sidecar.broker.name + " " + Arrays.toString(totals));
            notAbove(totals, truth, "in the end more than there was");
            if (crashes == 0) {
                notAbove(seen, totals, "in the end lower, though nobody forgot anything");
            }
            if (kind == Kind.OBSERVED && !Arrays.equals(totals, truth)) {
                throw new AssertionError(
                        "in the end " + Arrays.toString(totals) + ", but there was " + Arrays.toString(truth));
            }
            if (!sidecar.ledger.marks().equals(sidecars.get(0).ledger.marks())) {
                throw new AssertionError("no agreement: " + sidecar.ledger.marks() + " and "
                        + sidecars.get(0).ledger.marks());
            }
        }
    }

    private void ends() {
        for (SimulatedSidecar sidecar : sidecars) {
            sidecar.component = 0;
            sidecar.broker.up = true;
        }
        sidecars.stream().filter(s -> !s.alive).forEach(SimulatedSidecar::start);
        heal();
        sidecars.forEach(s -> s.sample(true));
        exchangeAll();
    }

    /** I3: the pages add nothing to what the brokers show. */
    private void calm(SimulatedSidecar sidecar) {
        LedgerPage own = sidecar.own();
        boolean plain = own.behindCurrent().isEmpty()
                && own.dropped().size() == 0
                && !own.current().hasBase();
        if (!plain || own.current().last() != sidecar.lastValues) {
            throw new AssertionError("something is carried though nothing happened");
        }
    }

    /** Joining is commutative, associative and idempotent, on the ledgers that there are. */
    void checkLaws() {
        Ledger a = pick();
        Ledger b = pick();
        Ledger c = pick();
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
                sidecars.get(0).totals(a.join(b).pages()),
                sidecars.get(0).totals(b.join(a).pages()))) {
            throw new AssertionError("one mark, two contents");
        }
    }

    private Ledger pick() {
        SimulatedSidecar one = sidecars.get(random.nextInt(sidecars.size()));
        Ledger ledger = random.nextBoolean() ? one.disk : one.ledger;
        if (!inFlight.isEmpty() && random.nextBoolean()) {
            LedgerPage page = inFlight.get(random.nextInt(inFlight.size())).page;
            ledger = Ledger.EMPTY.with(page).join(ledger);
        }
        return ledger;
    }
}
