package brokertally.cluster;

import static brokertally.cluster.LoopFixture.page;
import static org.assertj.core.api.Assertions.assertThat;

import brokertally.model.Measure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShelfTest {
    private final LoopFixture fixture = new LoopFixture();
    private final LedgerStore store = new LedgerStore(LoopFixture.RULES);

    @TempDir
    private Path dir;

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private double counted(String name) {
        return store.measures().stream()
                .filter(measure -> measure.name().equals(name))
                .mapToDouble(Measure::value)
                .sum();
    }

    @Test
    void whatIsSaved_isReadByTheNext() throws Exception {
        Shelf shelf = new Shelf(fixture.vertx, store, Optional.of(dir.resolve("d")));
        store.take(page("a", 1, 100, 300));
        fixture.later(shelf::save);

        LedgerStore next = new LedgerStore(LoopFixture.RULES);
        fixture.later(new Shelf(fixture.vertx, next, Optional.of(dir.resolve("d")))::load);

        assertThat(LoopFixture.total(next.page("a").orElseThrow())).isEqualTo(300);
    }

    @Test
    void manySavesAtOnce_areTwoWritings_andTheLastHasAll() throws Exception {
        Shelf shelf = new Shelf(fixture.vertx, store, Optional.of(dir.resolve("d")));

        fixture.later(() -> {
            for (int i = 0; i < 50; i++) {
                store.take(page("n-" + i, 1, 100, i));
                shelf.save();
            }
            return shelf.save();
        });

        assertThat(counted("brokertally_ledger_saves_total")).isBetween(1.0, 2.0);
        assertThat(LedgerFile.in(dir.resolve("d")).load().ledger().size()).isEqualTo(50);
    }

    @Test
    void aDiskThatCannotBeWritten_isCounted_andTheNextSaveTriesAgain() throws Exception {
        Path data = dir.resolve("d");
        Files.writeString(data, "a file where the directory should be");
        Shelf shelf = new Shelf(fixture.vertx, store, Optional.of(data));
        store.take(page("a", 1, 100, 300));

        fixture.later(shelf::save);
        assertThat(counted("brokertally_ledger_save_failures_total")).isEqualTo(1);

        Files.delete(data);
        fixture.later(shelf::save);
        assertThat(LedgerFile.in(data).load().ledger().size()).isEqualTo(1);
    }

    @Test
    void withoutADirectory_nothingIsKept() throws Exception {
        Shelf shelf = new Shelf(fixture.vertx, store, Optional.empty());
        store.take(page("a", 1, 100, 300));

        fixture.later(shelf::load);
        fixture.later(shelf::save);

        assertThat(counted("brokertally_ledger_saves_total")).isZero();
    }
}
