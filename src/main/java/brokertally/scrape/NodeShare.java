package brokertally.scrape;

import brokertally.ledger.Columns;
import brokertally.ledger.LedgerPage;
import brokertally.model.Snapshot;
import brokertally.model.Values;
import brokertally.scrape.Explanation.Share;
import java.util.Map;
import java.util.Optional;

/** What one node has of the series of a family: by its ledger page where that keeps them, else by its last sample. */
final class NodeShare {
    private final String node;
    private final boolean kept;
    private final Part current;
    private final Part dropped;

    private record Part(Columns columns, Map<SeriesName, Integer> index) {
        static final Part NONE = new Part(Columns.NONE, Map.of());

        static Part of(Columns columns) {
            return new Part(columns, Shares.indexOf(columns.schema()));
        }

        boolean has(SeriesName series) {
            return index.containsKey(series);
        }

        double last(SeriesName series) {
            return has(series) ? columns.last()[index.get(series)] : Values.ABSENT;
        }

        double base(SeriesName series) {
            // A series that was never read has no past either.
            return Values.isAbsent(last(series)) ? Values.ABSENT : columns.base(index.get(series));
        }
    }

    private NodeShare(String node, boolean kept, Part current, Part dropped) {
        this.node = node;
        this.kept = kept;
        this.current = current;
        this.dropped = dropped;
    }

    /** Of a family that the ledger keeps. */
    static NodeShare of(LedgerPage page, FamilyOnly only) {
        return new NodeShare(page.node(), true, Part.of(only.of(page.current())), Part.of(only.of(page.dropped())));
    }

    /** Of any other family, or of a node without a page. */
    static NodeShare of(String node, Optional<Snapshot> snapshot) {
        Part current = snapshot.map(s -> Part.of(new Columns(s.schema(), s.values(), new double[0])))
                .orElse(Part.NONE);
        return new NodeShare(node, false, current, Part.NONE);
    }

    /**
     * Its share.
     *
     * @param contribution what of the total comes from it
     */
    Share share(SeriesName series, double contribution) {
        boolean gone = dropped.has(series) && !current.has(series);
        Part part = gone ? dropped : current;
        double base = kept ? part.base(series) : Values.ABSENT;
        return new Share(node, part.last(series), base, gone, contribution);
    }
}
