package brokertally.scrape;

import brokertally.tally.PlanKey;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The plans and last pages of the questions that are asked again and again; the least recently used goes. */
final class PageCache {
    /** 5 endpoints in 3 modes, and some filters. */
    private static final int KEPT = 24;

    private final Map<PlanKey, Entry> entries = new LinkedHashMap<>(32, 0.75f, true);

    /** What is kept for one plan. */
    static final class Entry {
        private final PreparedPlan plan;
        private Optional<Generation> generation = Optional.empty();
        private Optional<RenderedPage> page = Optional.empty();

        private Entry(PreparedPlan plan) {
            this.plan = plan;
        }

        PreparedPlan plan() {
            return plan;
        }

        /** The page, when it is of this generation. */
        Optional<RenderedPage> page(Generation wanted) {
            return generation.filter(wanted::equals).flatMap(g -> page);
        }

        void keep(Generation rendered, RenderedPage newPage) {
            generation = Optional.of(rendered);
            page = Optional.of(newPage);
        }
    }

    Entry entry(PlanKey key, Supplier<PreparedPlan> plan) {
        Entry known = entries.get(key);
        if (known != null) {
            return known;
        }
        Entry entry = new Entry(plan.get());
        entries.put(key, entry);
        if (entries.size() > KEPT) {
            Iterator<PlanKey> oldest = entries.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        return entry;
    }
}
