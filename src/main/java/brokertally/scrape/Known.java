package brokertally.scrape;

import brokertally.ledger.Ledger;
import brokertally.model.Schema;
import brokertally.model.Snapshot;
import brokertally.tally.Carried;
import brokertally.tally.Gathered;
import java.util.stream.Stream;

/** What an answer is made of, and what stands behind it. */
record Known(Gathered gathered, Ledger ledger) {
    Stream<Schema> schemas() {
        return Stream.concat(
                gathered.nodes().stream()
                        .flatMap(view -> view.snapshot().stream())
                        .map(Snapshot::schema),
                gathered.carried().stream().map(Carried::schema));
    }

    boolean has(FamilyOnly only) {
        return schemas().anyMatch(only::isIn);
    }
}
