package brokertally.ledger;

import brokertally.model.Incarnation;
import brokertally.model.MetricType;
import brokertally.model.Snapshot;
import brokertally.model.Values;
import brokertally.source.Incarnations;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a sidecar does with pages: the protocol of the product without its network. */
final class SimulatedSidecar {
    final int index;
    final SimulatedBroker broker;
    final Bookkeeper keeper = new Bookkeeper(new Bookkeeper.Rules(f -> f.type() != MetricType.GAUGE, 100));
    boolean alive;
    int component;
    long processStarted;
    Ledger ledger = Ledger.EMPTY;
    Ledger disk = Ledger.EMPTY;
    double[] lastValues = {};
    int isolatedAt; // after how many crashes
    double[] shownAlone; // what it answered while it saw nobody

    private final LedgerSimulation world;
    private final boolean hasDisk;
    private final long skewMillis;
    private long stepMillis;
    private long founded;
    private int processes;
    private long sequence;
    private Incarnations incarnations = new Incarnations();
    private boolean sampled; // its page has a sample of this process
    private boolean foldedUnknowing;

    SimulatedSidecar(LedgerSimulation world, int index, SimulatedBroker broker, boolean hasDisk) {
        this.world = world;
        this.index = index;
        this.broker = broker;
        this.hasDisk = hasDisk;
        this.skewMillis = world.random.nextInt(7_200_000) - 3_600_000;
    }

    /** Its own clock, which is off, and was set a little at the start of the process; no two processes share a moment. */
    long wall() {
        return (world.now + skewMillis + stepMillis) / 64 * 64 + processes % 64;
    }

    boolean sees(SimulatedSidecar other) {
        return alive && other.alive && component == other.component;
    }

    List<SimulatedSidecar> others() {
        List<SimulatedSidecar> others = new ArrayList<>();
        for (SimulatedSidecar other : world.sidecars) {
            if (other != this && sees(other)) {
                others.add(other);
            }
        }
        return others;
    }

    LedgerPage own() {
        return ledger.page(broker.name).orElse(null);
    }

    void crash() {
        alive = false;
        founded = own() == null ? founded : Math.max(founded, own().head().founded());
        ledger = Ledger.EMPTY;
        shownAlone = null;
    }

    /** Pages come from the disk and from all that can be asked, before the first sample and answer (trap 29). */
    void start() {
        alive = true;
        world.forgetMessagesOf(broker.name);
        processes++;
        stepMillis = world.random.nextInt(40_000) - 20_000;
        // Not set back to before the present lineage began: a new one would be taken for the older of the two.
        stepMillis += Math.max(0, (founded - wall()) / 64 * 64 + 64);
        processStarted = world.now;
        ledger = disk;
        List<SimulatedSidecar> peers = others();
        begin();
        if (peers.isEmpty() && own() != null) {
            long from = Math.max(wall(), own().head().sequence() + 1);
            ledger = ledger.replace(Bookkeeper.branch(own(), from));
        }
        peers.forEach(this::exchange);
        world.note(() -> "start of " + broker.name + " with " + ledger.marks());
    }

    /** Goes on beside a broker of another name. */
    void rename() {
        broker.name = broker.name.endsWith("x") ? broker.name.replace("x", "") : broker.name + "x";
        world.note(() -> "renamed to " + broker.name);
    }

    private void begin() {
        incarnations = new Incarnations();
        sequence = 0;
        sampled = false;
        foldedUnknowing = false;
    }

    /** Once, with the newest page that could be had: a second call would change nothing. */
    private void resume() {
        if (own() != null) {
            incarnations.resume(own().head().incarnation());
            sequence = Math.max(sequence, own().head().sequence());
        }
        sequence = Math.max(sequence, ledger.youngestFolded(broker.name).orElse(0));
    }

    void store() {
        if (alive && hasDisk) {
            disk = ledger;
        }
    }

    void exchange(SimulatedSidecar other) {
        new ArrayList<>(other.ledger.pages()).forEach(this::receive);
        new ArrayList<>(ledger.pages()).forEach(other::receive);
    }

    /** A page from a peer. */
    void receive(LedgerPage page) {
        LedgerPage own = own();
        if (page.node().equals(broker.name)) {
            receiveOwn(own, page);
        } else if (page.node().equals(LedgerPage.LONG_GONE)) {
            OptionalLong before = ledger.youngestFolded(broker.name);
            ledger = ledger.with(page);
            if (own != null && !before.equals(ledger.youngestFolded(broker.name))) {
                if (sampled) {
                    write("returned", keeper.returned(own, longGone()));
                } else {
                    foldedUnknowing = own() != null;
                }
            }
        } else {
            ledger = ledger.with(byItsWriter(page));
        }
    }

    /** A copy of the page of a node that is there is shown to that one first: it adopts an older lineage. */
    private LedgerPage byItsWriter(LedgerPage page) {
        for (SimulatedSidecar writer : world.sidecars) {
            if (writer.broker.name.equals(page.node()) && sees(writer) && writer.own() != null) {
                writer.receive(page);
                return writer.own() == null ? page : writer.own();
            }
        }
        return page;
    }

    private void receiveOwn(LedgerPage own, LedgerPage page) {
        if (ledger.isFolded(page)) {
            return;
        }
        if (own == null || (!sampled && !own.isBranch())) {
            ledger = ledger.with(page);
            foldedUnknowing &= own() == own;
        } else {
            write("adopts", keeper.adopt(own, newestOfAll(page)));
        }
    }

    /**
     * What is adopted takes the place of what all others have, so it has to be the newest that any of them has: of a copy that
     * one of them has not kept up to date the rest would be lost.
     */
    private LedgerPage newestOfAll(LedgerPage page) {
        LedgerPage newest = page;
        for (SimulatedSidecar other : others()) {
            Optional<LedgerPage> copy = other.ledger.page(page.node()).filter(p -> !ledger.isFolded(p));
            newest = copy.isPresent() ? LedgerPage.join(newest, copy.get()) : newest;
        }
        return newest;
    }

    private LedgerPage longGone() {
        return ledger.page(LedgerPage.LONG_GONE).orElseThrow();
    }

    private static String text(LedgerPage page) {
        return page.head()
                + java.util.Arrays.toString(page.current().last())
                + java.util.Arrays.toString(page.current().base())
                + page.folded();
    }

    private void write(String why, LedgerPage page) {
        if (page != own()) {
            world.note(() -> broker.name + " " + why + ": " + text(page));
        }
        ledger = ledger.with(page);
        if (own() != page) {
            throw new AssertionError("its own page is not taken: " + page.head() + " beside " + ledger.marks());
        }
        sequence = Math.max(sequence, page.head().sequence());
    }

    void sample(boolean clean) {
        if (!alive || !broker.up) {
            return;
        }
        if (!sampled) {
            resume();
        }
        long wall = wall();
        sequence = Math.max(sequence + 1, wall);
        lastValues = broker.values(clean);
        long jitter = world.random.nextInt(4_000) - 2_000;
        OptionalLong told =
                broker.told ? OptionalLong.of(wall - (world.now - broker.started) + jitter) : OptionalLong.empty();
        Incarnation life = incarnations.observe(told, wall, world.now * 1_000_000);
        Snapshot.Moment moment = new Snapshot.Moment(sequence, wall);
        Snapshot snapshot = new Snapshot(broker.name, life, moment, broker.schema(), lastValues);
        LedgerPage page = page(snapshot);
        if (foldedUnknowing) {
            page = keeper.returned(page, longGone());
        }
        foldedUnknowing = false;
        write("sample", page);
        sampled = true;
    }

    private LedgerPage page(Snapshot snapshot) {
        if (own() != null) {
            return keeper.absorb(own(), snapshot);
        }
        LedgerPage first = keeper.found(snapshot);
        boolean away = ledger.youngestFolded(broker.name).isPresent();
        return away ? keeper.returned(snapshot, longGone()) : first;
    }

    /** A sample from a peer, with its stamp: the page follows, or has to be asked for. */
    void hear(LedgerPage page) {
        Optional<LedgerPage> followed = ledger.page(page.node())
                .flatMap(known -> Bookkeeper.follow(
                        known,
                        page.snapshot(),
                        page.head().founded(),
                        page.head().stamp()));
        if (followed.isPresent()) {
            LedgerPage next = followed.get();
            boolean same = next.head().sequence() != page.head().sequence()
                    || java.util.Arrays.equals(totals(List.of(next)), totals(List.of(page)));
            if (!same || next.head().sequence() < page.head().sequence()) {
                throw new AssertionError("followed to " + next.head() + " instead of " + page.head());
            }
            ledger = ledger.with(next);
        } else {
            receive(page);
            ledger.page(page.node()).filter(held -> held != page).ifPresent(this::receive);
        }
    }

    /** The totals that a scrape here shows. */
    double[] answer() {
        List<SimulatedSidecar> others = others();
        List<String> present = new ArrayList<>();
        present.add(broker.name);
        for (SimulatedSidecar other : others) {
            if (world.random.nextInt(10) < 7) {
                other.sample(world.kind == LedgerSimulation.Kind.OBSERVED);
            }
            if (other.own() != null && other.sampled) {
                present.add(other.broker.name);
                hear(other.own());
            }
        }
        repair(others, present);
        if (world.random.nextInt(10) < 7) {
            sample(world.kind == LedgerSimulation.Kind.OBSERVED);
        }
        // Written before shown: another sidecar that is there takes its own page, unless there is none.
        if (own() != null && !others.isEmpty()) {
            others.get(world.random.nextInt(others.size())).receive(own());
        }
        return totals(ledger.pages());
    }

    /** What the present know of the absent is made known to all of them before it is shown. */
    private void repair(List<SimulatedSidecar> others, List<String> present) {
        for (SimulatedSidecar other : others) {
            for (LedgerPage page : new ArrayList<>(other.ledger.pages())) {
                if (!present.contains(page.node())) {
                    receive(page);
                }
            }
        }
        for (SimulatedSidecar other : others) {
            for (LedgerPage page : new ArrayList<>(ledger.pages())) {
                if (!present.contains(page.node())) {
                    other.receive(page);
                }
            }
        }
    }

    /** Of each of the eight series what all these pages have together. */
    double[] totals(Collection<LedgerPage> pages) {
        double[] totals = new double[SimulatedBroker.SERIES];
        for (LedgerPage page : pages) {
            add(page.current(), totals);
            add(page.dropped(), totals);
        }
        return totals;
    }

    private static void add(Columns columns, double[] totals) {
        int[] numbers = SimulatedBroker.numbers(columns.schema());
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] >= 0 && !Values.isAbsent(columns.last()[i])) {
                totals[numbers[i]] += columns.total(i);
            }
        }
    }
}
