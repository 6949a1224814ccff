package brokertally.tally;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Collects which value of one node goes to which slot and finds the runs in it. */
final class ColumnBuilder {
    /** Shorter runs are cheaper as pairs. */
    private static final int SHORTEST_RUN = 8;

    private final Map<Op, Ints> moves = new EnumMap<>(Op.class); // source, slot, length; and again

    /** Lets value {@code source} enter {@code slot}. Slots that rise with their sources become runs. */
    void put(Op op, int source, int slot) {
        put(op, source, slot, 1);
    }

    /** The same for {@code length} values and slots in a row. */
    void put(Op op, int source, int slot, int length) {
        Ints known = moves.computeIfAbsent(op, o -> new Ints());
        int last = known.size() - 3;
        if (last >= 0) {
            int end = known.get(last + 2);
            if (known.get(last) + end == source && known.get(last + 1) + end == slot) {
                known.set(last + 2, end + length);
                return;
            }
        }
        known.add(source);
        known.add(slot);
        known.add(length);
    }

    Column[] build() {
        List<Column> columns = new ArrayList<>();
        moves.forEach((op, known) -> columns.add(column(op, known)));
        return columns.toArray(Column[]::new);
    }

    private static Column column(Op op, Ints known) {
        Ints runs = new Ints();
        Ints sources = new Ints();
        Ints slots = new Ints();
        boolean sweeps = op == Op.COPY || op == Op.ADD;
        for (int i = 0; i < known.size(); i += 3) {
            int length = known.get(i + 2);
            if (sweeps && length >= SHORTEST_RUN) {
                runs.add(known.get(i));
                runs.add(known.get(i + 1));
                runs.add(length);
                continue;
            }
            for (int k = 0; k < length; k++) {
                sources.add(known.get(i) + k);
                slots.add(known.get(i + 1) + k);
            }
        }
        return new Column(op, runs.toArray(), sources.toArray(), slots.toArray());
    }
}
