package brokertally.ledger;

import brokertally.model.Family;
import brokertally.model.Fingerprint;
import brokertally.model.Schema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Remembers which series of a schema count; it takes a while to find out. Not thread-safe. */
final class Counting {
    private static final int SCHEMAS_KEPT = 64;

    private final Predicate<Family> counts;
    private final Map<Fingerprint, CountedSeries> known = new LinkedHashMap<>(16, 0.75f, true);

    Counting(Predicate<Family> counts) {
        this.counts = counts;
    }

    CountedSeries of(Schema schema) {
        CountedSeries counted = known.get(schema.fingerprint());
        if (counted == null) {
            counted = CountedSeries.of(schema.table(), counts);
            known.put(schema.fingerprint(), counted);
            if (known.size() > SCHEMAS_KEPT) {
                known.remove(known.keySet().iterator().next());
            }
        }
        return counted;
    }
}
