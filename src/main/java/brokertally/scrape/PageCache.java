package brokertally.scrape;

import brokertally.model.Endpoint;
import brokertally.tally.PlanKey;
import brokertally.tally.Selection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The plans and last pages of the questions that are asked again and again; the least recently used goes. One plan for each
 * question: when nodes or their series change, the plan before is not kept, it may hold tens of megabytes.
 */
final class PageCache {
    /** 5 endpoints in 3 modes, and some filters. */
    private static final int KEPT = 24;

    private final Map<Selection, Entry> entries = new LinkedHashMap<>(32, 0.75f, true);
    private final Room room;

    PageCache(Room room) {
        this.room = room;
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

    /**
     * The plan for this key, made when it is not there. What it replaces, and what there is no room for beside it, goes
     * before it is made.
     *
     * @param textBytes how large its text will be
     */
    Entry entry(PlanKey key, LongSupplier textBytes, Supplier<PreparedPlan> plan) {
        Entry known = entries.get(key.selection());
        if (known != null && known.key.equals(key)) {
            return known;
        }
        entries.remove(key.selection());
        shrink(KEPT - 1, room.keptWhileMaking(textBytes.getAsLong()), 0);
        Entry entry = new Entry(key, plan.get());
        entries.put(key.selection(), entry);
        shrink(KEPT, room.kept(), 1);
        return entry;
    }

    /** The least recently used go until no more than so many and so large are left, but at least so many. */
    private void shrink(int most, long bytes, int least) {
        long kept =
                entries.values().stream().mapToLong(entry -> entry.plan.bytes()).sum();
        Iterator<Entry> oldest = entries.values().iterator();
        while (entries.size() > most || (kept > bytes && entries.size() > least)) {
            kept -= oldest.next().plan.bytes();
            oldest.remove();
        }
    }

    /** Families with a type conflict: the most that a question to an endpoint, or to a set of them, has met. */
    int conflicts() {
        Map<Set<Endpoint>, Integer> most = new HashMap<>();
        entries.forEach((selection, entry) -> most.merge(selection.endpoints(), entry.plan.conflicts(), Math::max));
        return most.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** True when there is a plan for exactly this key. */
    boolean has(PlanKey key) {
        Entry known = entries.get(key.selection());
        return known != null && known.key.equals(key);
    }

    int size() {
        return entries.size();
    }
}
