package brokertally.ledger;

import java.util.ArrayList;
import java.util.List;
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

    final Kind kind;
    final Random random;
    final List<SimulatedSidecar> sidecars = new ArrayList<>();
    final double[] truth = new double[SimulatedBroker.SERIES];
    final StringBuilder log;
    long now = 1_700_000_000_000L;

    private final List<Delayed> inFlight = new ArrayList<>();
    /**
     * From the first fold on brokers show all series, with numbers that can be used: a series that a node which is back in the
     * same life does not show in its first sample counts in full when it comes (see {@link Bookkeeper#returned}).
     */
    boolean hasFolded;

    private final AnswerJudge judge = new AnswerJudge(this);
    private final SimulatedFailures failures = new SimulatedFailures(this, judge);

    private record Delayed(int to, LedgerPage page) {}

    LedgerSimulation(Kind kind, long seed, boolean logged) {
        this.kind = kind;
        this.random = new Random(seed);
        this.log = logged ? new StringBuilder() : null;
        int nodes = 2 + random.nextInt(4);
        boolean disks = random.nextBoolean();
        for (int i = 0; i < nodes; i++) {
            boolean disk = disks && (random.nextBoolean() || kind == Kind.WILD);
            sidecars.add(new SimulatedSidecar(this, i, new SimulatedBroker(this, "n" + i), disk));
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
            judge.scrape(one);
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
            failures.happen(one, random.nextInt(100));
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

    /** Whoever can see each other agrees on the newest pages; two rounds, as a page that is met may make a new one. */
    void exchangeAll() {
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

    private void end() {
        judge.lawsOfJoining(ledger(), ledger(), ledger());
        if (kind != Kind.CALM) {
            sidecars.forEach(s -> s.broker.up = true);
            sidecars.forEach(s -> s.component = 0);
            sidecars.stream().filter(s -> !s.alive).forEach(SimulatedSidecar::start);
            exchangeAll();
        }
        sidecars.forEach(s -> s.sample(true));
        if (kind != Kind.CALM) {
            exchangeAll();
        }
        sidecars.forEach(judge::end);
    }

    /** A ledger that there is: one that a sidecar has, or had, or that one with a page on its way. */
    private Ledger ledger() {
        SimulatedSidecar one = sidecars.get(random.nextInt(sidecars.size()));
        Ledger ledger = random.nextBoolean() ? one.disk : one.ledger;
        if (!inFlight.isEmpty() && random.nextBoolean()) {
            LedgerPage page = inFlight.get(random.nextInt(inFlight.size())).page;
            ledger = Ledger.EMPTY.with(page).join(ledger);
        }
        return ledger;
    }
}
