package brokertally.ledger;

import brokertally.model.Schema;
import brokertally.model.SeriesTable;
import brokertally.model.Values;
import java.util.Arrays;

/**
 * What a page knows, in the order of another schema: the broker shows other series than before. Those that it shows no more
 * are dropped with all they had, and come back from there. Used once.
 */
final class Alignment {
    private final LedgerPage page;
    private final Schema next;
    private final double[] last;
    private double[] base = Columns.NO_BASE;
    private final boolean[] takenCurrent;
    private final boolean[] takenDropped;
    private final CountedSeries currentCounted;
    private final CountedSeries droppedCounted;
    private final SeriesFinder inCurrent;
    private final SeriesFinder inDropped;

    private Alignment(LedgerPage page, Schema next, CountedSeries currentCounted) {
        this.page = page;
        this.next = next;
        this.last = new double[next.size()];
        Arrays.fill(last, Values.ABSENT);
        this.takenCurrent = new boolean[page.current().size()];
        this.takenDropped = new boolean[page.dropped().size()];
        this.currentCounted = currentCounted;
        this.droppedCounted = CountedSeries.of(page.dropped().schema().table(), family -> true);
        this.inCurrent = new SeriesFinder(page.current().schema().table());
        this.inDropped = new SeriesFinder(page.dropped().schema().table());
    }

    /**
     * The outcome.
     *
     * @param known for each series of the next schema what the page knows of it; {@link Values#ABSENT} where nothing
     * @param dropped what the next schema does not have
     * @param forgotten series that had to be let go because there were more dropped ones than allowed
     */
    record Aligned(Columns known, Columns dropped, int forgotten) {}

    static Aligned of(LedgerPage page, Schema next, Bookkeeper.Rules rules) {
        Alignment alignment = new Alignment(
                page, next, CountedSeries.of(page.current().schema().table(), rules.counts()));
        alignment.take(CountedSeries.of(next.table(), rules.counts()));
        return alignment.result(rules.maxDropped());
    }

    private void take(CountedSeries counted) {
        int[] scalars = counted.scalars();
        SeriesTable table = next.table();
        int family = 0;
        boolean[] mask = currentCounted.mask(takenCurrent.length);
        for (int r = 0; r < scalars.length; r += 2) {
            for (int i = scalars[r]; i < scalars[r + 1]; i++) {
                while (i >= table.end(family)) {
                    family++;
                }
                int found = inCurrent.find(table, family, i);
                if (found >= 0 && mask[found]) {
                    fromCurrent(i, found);
                } else {
                    found = inDropped.find(table, family, i);
                    if (found >= 0) {
                        fromDropped(i, found);
                    }
                }
            }
        }
        takeGroups(counted.groups());
    }

    /** A histogram goes on only where it has the very bounds it had: otherwise its numbers mean something else. */
    private void takeGroups(int[] groups) {
        SeriesTable table = next.table();
        int family = 0;
        for (int r = 0; r < groups.length; r += 2) {
            while (groups[r] >= table.end(family)) {
                family++;
            }
            int length = groups[r + 1] - groups[r];
            int current = group(inCurrent, currentCounted, family, groups[r], length);
            int dropped = current >= 0 ? -1 : group(inDropped, droppedCounted, family, groups[r], length);
            for (int k = 0; k < length && (current >= 0 || dropped >= 0); k++) {
                if (current >= 0) {
                    fromCurrent(groups[r] + k, current + k);
                } else {
                    fromDropped(groups[r] + k, dropped + k);
                }
            }
        }
    }

    /** Where the group stands in the other table, as a whole group there too; -1 when it does not. */
    private int group(SeriesFinder finder, CountedSeries there, int family, int from, int length) {
        int start = finder.find(next.table(), family, from);
        if (start < 0 || !isGroup(there.groups(), start, start + length)) {
            return -1;
        }
        for (int k = 1; k < length; k++) {
            if (finder.find(next.table(), family, from + k) != start + k) {
                return -1;
            }
        }
        return start;
    }

    private static boolean isGroup(int[] groups, int from, int end) {
        for (int r = 0; r < groups.length; r += 2) {
            if (groups[r] == from) {
                return groups[r + 1] == end;
            }
        }
        return false;
    }

    private void fromCurrent(int i, int found) {
        takenCurrent[found] = true;
        take(i, page.current(), found);
    }

    private void fromDropped(int i, int found) {
        takenDropped[found] = true;
        take(i, page.dropped(), found);
    }

    private void take(int i, Columns from, int found) {
        last[i] = from.last()[found];
        if (from.hasBase() && from.base()[found] != 0) {
            if (base.length == 0) {
                base = new double[last.length];
            }
            base[i] = from.base()[found];
        }
    }

    private Aligned result(int maxDropped) {
        Leftover leftover = new Leftover(maxDropped);
        boolean[] counted = currentCounted.mask(takenCurrent.length);
        leftover.add(page.current(), i -> counted[i] && !takenCurrent[i]);
        leftover.add(page.dropped(), i -> !takenDropped[i]);
        return new Aligned(new Columns(next, last, base), leftover.build(), leftover.forgotten());
    }
}
