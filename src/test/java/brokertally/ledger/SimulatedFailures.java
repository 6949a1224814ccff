package brokertally.ledger;

import brokertally.ledger.LedgerSimulation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What fails in a history, by its kind. */
final class SimulatedFailures {
    private static final long DAY_MILLIS = 90_000_000;

    private final LedgerSimulation world;
    private final AnswerJudge judge;

    SimulatedFailures(LedgerSimulation world, AnswerJudge judge) {
        this.world = world;
        this.judge = judge;
    }

    /** Something fails, or what has failed comes back; {@code what} is of 100. */
    void happen(SimulatedSidecar one, int what) {
        switch (world.kind) {
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
        boolean sameBroker = world.random.nextBoolean();
        if (world.random.nextBoolean()) {
            fold();
            sameBroker = false;
        }
        boolean renamed = world.random.nextInt(3) == 0;
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
        boolean healthy = world.sidecars.stream().allMatch(s -> s.alive && s.component == 0);
        if (what < 40) {
            boolean isLost = !one.alive || one.component != 0;
            long present = world.sidecars.stream()
                    .filter(s -> s.alive && s.component == 0)
                    .count();
            if (isLost || present < 2) {
                return;
            }
            judge.lost(healthy);
            world.note(() -> "lost " + one.broker.name);
            if (world.random.nextBoolean()) {
                crash(one);
                if (world.random.nextInt(3) == 0) {
                    one.broker.restart();
                }
            } else {
                one.component = 1 + one.index;
                one.isolatedAt = healthy ? judge.crashes : -1;
            }
        } else if (what < 55 && one.alive && one.component != 0) {
            // Its own sidecar dies, too, and comes back alone: with its disk or with nothing.
            crash(one);
            if (world.random.nextBoolean()) {
                one.broker.restart();
            }
            restart(one);
        } else {
            comeBack(one);
        }
    }

    private void comeBack(SimulatedSidecar one) {
        if (!one.alive) {
            if (world.random.nextBoolean()) {
                one.component = 1 + one.index;
            }
            restart(one);
        }
        if (world.random.nextInt(3) > 0 && one.component != 0) {
            one.component = 0;
            world.note(() -> "back " + one.broker.name);
            world.exchangeAll();
            judge.back(one, world.sidecars.stream().allMatch(s -> s.alive && s.component == 0));
        }
    }

    private void restart(SimulatedSidecar one) {
        one.start();
        boolean anotherIsAway = world.sidecars.stream().anyMatch(s -> s != one && (!s.alive || s.component != 0));
        if (one.own() == null && anotherIsAway) {
            judge.blur();
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
            for (SimulatedSidecar s : world.sidecars) {
                crash(s);
            }
        } else {
            foldWhenAllThatAreLeftAreThere();
        }
    }

    /** A node that is away is given up; the others may be reached, so the oldest of them folds its page. */
    private void foldWhenAllThatAreLeftAreThere() {
        List<SimulatedSidecar> living =
                world.sidecars.stream().filter(s -> s.alive).toList();
        boolean together = living.stream().map(s -> s.component).distinct().count() == 1;
        if (together && living.size() < world.sidecars.size()) {
            fold();
        }
    }

    private void fold() {
        world.exchangeAll();
        world.now += DAY_MILLIS;
        SimulatedSidecar oldest =
                world.sidecars.stream().filter(s -> s.alive).findFirst().orElseThrow();
        List<String> present = world.sidecars.stream()
                .filter(s -> s.alive)
                .map(s -> s.broker.name)
                .toList();
        List<LedgerPage> gone = new ArrayList<>();
        for (LedgerPage page : oldest.ledger.pages()) {
            if (!page.node().equals(LedgerPage.LONG_GONE) && !present.contains(page.node())) {
                gone.add(page);
            }
        }
        if (!gone.isEmpty()) {
            world.hasFolded = true;
            for (SimulatedSidecar s : world.sidecars) {
                s.broker.showAll();
                if (world.kind == Kind.OBSERVED) {
                    s.sample(true);
                }
            }
            world.note(() -> oldest.broker.name + " folds "
                    + gone.stream().map(LedgerPage::node).toList());
            Optional<LedgerPage> before = oldest.ledger.page(LedgerPage.LONG_GONE);
            oldest.receive(oldest.keeper.fold(before, gone, oldest.wall()));
            world.exchangeAll();
        }
    }

    private void crash(SimulatedSidecar one) {
        world.note(() -> "crash of " + one.broker.name);
        judge.crashes++;
        one.crash();
    }

    private void split() {
        int parts = 2 + world.random.nextInt(2);
        world.sidecars.forEach(s -> s.component = world.random.nextInt(parts));
        world.note(
                () -> "split " + world.sidecars.stream().map(s -> s.component).toList());
        world.exchangeAll(); // with those that one sees anew
    }

    private void heal() {
        world.sidecars.forEach(s -> s.component = 0);
        world.note(() -> "heal");
        world.exchangeAll();
    }
}
