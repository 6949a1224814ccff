package brokertally.scrape;

import brokertally.model.Endpoint;
import brokertally.tally.PlanKey;
import brokertally.tally.Selection;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The plans and last pages of the questions that are asked again and again; the least recently used goes. One plan for each
 * question: when nodes or their series change, the plan before is not kept, it may hold tens of megabytes.
 */
final class PageCache {
    /** 5 endpoints in 3 modes, and some filters. */
    private static final int KEPT = 24;

    /** What a slot takes in plan, template and page, with the labels of rules and actions. */
    private static final long SLOT_BYTES = 150;

    private final Map<Selection, Entry> entries = new LinkedHashMap<>(32, 0.75f, true);
    private final long keptSlots;

    /**
     * An empty cache.
     *
     * @param heapBytes the heap of which it may take a quarter
     */
    PageCache(long heapBytes) {
        this.keptSlots = heapBytes / 4 / SLOT_BYTES;
    }

    /** What is kept for one question. */
    static final class Entry {
        private final PlanKey key;
        private final PreparedPlan plan;
        private Optional<Generation> generation = Optional.empty();
        private Optional<RenderedPage> page = Optional.empty();

        private Entry(PlanKey key, PreparedPlan plan) {
            this.key = key;
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
        Entry known = entries.get(key.selection());
        if (known != null && known.key.equals(key)) {
            return known;
        }
        Entry entry = new Entry(key, plan.get());
        entries.put(key.selection(), entry);
        shrink();
        return entry;
    }

    /** The newest entry stays, however large it is. */
    private void shrink() {
        long slots =
                entries.values().stream().mapToLong(entry -> entry.plan.slots()).sum();
        Iterator<Entry> oldest = entries.values().iterator();
        while (entries.size() > KEPT || (slots > keptSlots && entries.size() > 1)) {
            slots -= oldest.next().plan.slots();
            oldest.remove();
        }
    }

    /** Families with a type conflict: the most that a question to an endpoint has met, over all endpoints. */
    int conflicts() {
        Map<Endpoint, Integer> most = new EnumMap<>(Endpoint.class);
        entries.forEach((selection, entry) -> most.merge(selection.endpoint(), entry.plan.conflicts(), Math::max));
        return most.values().stream().mapToInt(Integer::intValue).sum();
    }

    int size() {
        return entries.size();
    }
}
