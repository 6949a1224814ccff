package brokertally.entries;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EntriesLawsTest {
    @Provide
    Arbitrary<Entries> sets() {
        Arbitrary<Stamp> stamps = Combinators.combine(Arbitraries.longs().between(1, 4), Arbitraries.of("a", "b", "c"))
                .as(Stamp::new);
        return Combinators.combine(
                        Arbitraries.of("prometheus", "api_key/x", "api_key/y"),
                        stamps,
                        stamps.list().ofMaxSize(2),
                        Arbitraries.of("", "1", "2"))
                .as((name, stamp, ancestors, body) -> new Entry(name, stamp, ancestors, bytes(body)))
                .list()
                .ofMaxSize(5)
                .map(Entries::of);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Property
    void join_isCommutative(@ForAll("sets") Entries a, @ForAll("sets") Entries b) {
        assertThat(a.join(b)).isEqualTo(b.join(a));
    }

    @Property
    void join_isAssociative(@ForAll("sets") Entries a, @ForAll("sets") Entries b, @ForAll("sets") Entries c) {
        assertThat(a.join(b).join(c)).isEqualTo(a.join(b.join(c)));
    }

    @Property
    void join_isIdempotent(@ForAll("sets") Entries a, @ForAll("sets") Entries b) {
        assertThat(a.join(a)).isEqualTo(a);
        assertThat(a.join(b).join(b)).isEqualTo(a.join(b));
    }

    @Property
    void with_isTheJoinOfOne(@ForAll("sets") Entries a, @ForAll("sets") Entries b) {
        Entries joined = a;
        for (Entry entry : b.all()) {
            joined = joined.with(entry);
        }
        assertThat(joined).isEqualTo(a.join(b));
    }

    @Property
    void digest_isTheSameForEqualSetsOnly(@ForAll("sets") Entries a, @ForAll("sets") Entries b) {
        assertThat(a.digest().equals(b.digest())).isEqualTo(a.equals(b));
    }

    @Property
    void lost_isTheSameFromBothSides(@ForAll("sets") Entries a, @ForAll("sets") Entries b) {
        for (Entry one : a.all()) {
            b.entry(one.name())
                    .ifPresent(other -> assertThat(Entries.lost(one, other)).isEqualTo(Entries.lost(other, one)));
        }
    }

    @Property
    void next_winsAndLosesNothing(@ForAll("sets") Entries a) {
        Entry next = a.next("prometheus", bytes("new"), "d");

        assertThat(a.with(next).entry("prometheus")).contains(next);
        a.entry("prometheus")
                .ifPresent(before -> assertThat(Entries.lost(before, next)).isEmpty());
        a.all().forEach(entry -> assertThat(next.stamp().version())
                .isGreaterThan(entry.stamp().version()));
    }

    /** Whoever is behind by any number of changes has lost nothing; whoever changed something by itself has. */
    @Property(tries = 200)
    void lost_afterManyChanges_isExactlyWhatWasNotKnown(@ForAll Random random) {
        Entries here = Entries.EMPTY;
        List<Entry> history = new ArrayList<>();
        int changes = 1 + random.nextInt(20);
        for (int i = 0; i < changes; i++) {
            Entry next = here.next("prometheus", bytes("v" + i), "abc".substring(i % 3, i % 3 + 1));
            history.add(next);
            here = here.with(next);
        }
        Entry newest = history.get(changes - 1);
        history.forEach(old -> assertThat(Entries.lost(old, newest)).isEmpty());

        int from = Math.max(0, changes - 1 - random.nextInt(Entry.ANCESTORS));
        Entry fork = Entries.of(history.subList(0, from)).next("prometheus", bytes("fork"), "z");
        assertThat(Entries.lost(fork, newest)).isPresent();
    }

    @Example
    void lost_bothWroteTheSame_isNothing() {
        Entry one = Entries.EMPTY.next("n", bytes("same"), "a");
        Entry other = Entries.EMPTY.next("n", bytes("same"), "b");

        assertThat(Entries.lost(one, other)).isEqualTo(Optional.empty());
        assertThat(Entries.lost(one, Entries.EMPTY.next("n", bytes("x"), "b"))).contains(one);
    }

    @Example
    void trimmed_forgetsTheOldestRemovedOnly() {
        List<Entry> all = new ArrayList<>();
        for (int i = 1; i <= Entries.TOMBSTONES + 3; i++) {
            all.add(new Entry("removed" + i, new Stamp(i, "a"), List.of(), new byte[0]));
        }
        all.add(new Entry("living", new Stamp(1, "a"), List.of(), bytes("x")));
        Collections.shuffle(all, new Random(7));

        Entries trimmed = Entries.of(all).trimmed();

        assertThat(trimmed.size()).isEqualTo(Entries.TOMBSTONES + 1);
        assertThat(trimmed.entry("living")).isPresent();
        assertThat(trimmed.entry("removed3")).isEmpty();
        assertThat(trimmed.entry("removed4")).isPresent();
        assertThat(trimmed.living("")).containsOnlyKeys("living");
        assertThat(trimmed.trimmed()).isSameAs(trimmed);
    }

    @Example
    void living_isWhatBeginsWithThePrefix() {
        Entries entries = Entries.EMPTY;
        for (String name : List.of("api_kex", "api_key/a", "api_key/b", "api_kez")) {
            entries = entries.with(entries.next(name, bytes(name), "a"));
        }
        entries = entries.with(entries.next("api_key/b", new byte[0], "a"));

        assertThat(entries.living("api_key/")).containsOnlyKeys("api_key/a");
        assertThat(entries.between(Entries.Range.only("api_key/b"))).hasSize(1);
        assertThat(entries.between(Entries.Range.ALL.after("api_key/a"))).hasSize(2);
    }
}
