package brokertally.wire;

import brokertally.ledger.Ledger;
import java.util.ArrayList;
import java.util.List;

/** Lists of marks and of node names inside a message: a number, then each. */
final class MarksCodec {
    /** Length of a name and two numbers. */
    private static final int MARK_BYTES = 20;

    private MarksCodec() {}

    static WireWriter writeMarks(WireWriter out, List<Ledger.Mark> marks) {
        out.i32(marks.size());
        marks.forEach(mark -> out.text(mark.node()).i64(mark.founded()).i64(mark.sequence()));
        return out;
    }

    static WireWriter writeNodes(WireWriter out, List<String> nodes) {
        out.i32(nodes.size());
        nodes.forEach(out::text);
        return out;
    }

    static List<Ledger.Mark> readMarks(WireReader in) throws WireException {
        int count = in.fitting(in.count(WireLimits.MARKS, "number of marks"), MARK_BYTES);
        List<Ledger.Mark> marks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int at = in.offset();
            Ledger.Mark mark =
                    new Ledger.Mark(in.text(WireLimits.WORD_BYTES), in.sequence("founded"), in.sequence("sequence"));
            if (mark.founded() > mark.sequence()) {
                throw new WireException(at, "founded " + mark.founded() + ", sequence " + mark.sequence());
            }
            marks.add(mark);
        }
        return marks;
    }

    static List<String> readNodes(WireReader in) throws WireException {
        int count = in.fitting(in.count(WireLimits.NODES, "number of nodes"), 4);
        List<String> nodes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            nodes.add(in.text(WireLimits.WORD_BYTES));
        }
        return nodes;
    }
}
