package brokertally.scrape;

import brokertally.ledger.Columns;
import brokertally.ledger.Ledger;
import brokertally.ledger.LedgerPage;
import brokertally.tally.Carried;
import brokertally.tally.Carried.Kind;
import brokertally.tally.NodeView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** From the ledger's pages to what a gather carries besides the snapshots. Lives on one event loop. */
final class CarriedParts {
    private final Map<String, Dropped> dropped = new HashMap<>(); // by node; series that are gone seldom change

    private record Dropped(long founded, long stamp, double[] totals) {}

    /**
     * What is carried.
     *
     * @param nodes the nodes of the gather by name; the snapshot of each is the one of its page
     */
    List<Carried> of(Ledger ledger, Map<String, NodeView> nodes) {
        List<Carried> carried = new ArrayList<>();
        for (LedgerPage page : ledger.pages()) {
            NodeView view = nodes.get(page.node());
            if (view == null || view.snapshot().isEmpty()) {
                addAway(page, carried);
            } else {
                addBehind(page, carried);
            }
            addDropped(page, carried);
        }
        dropped.keySet().removeIf(node -> ledger.page(node).isEmpty());
        return carried;
    }

    /** The node's numbers are in its snapshot. */
    private static void addBehind(LedgerPage page, List<Carried> carried) {
        page.behindCurrent()
                .ifPresent(behind -> carried.add(new Carried(
                        page.node(),
                        Kind.HELD,
                        page.head().stamp(),
                        page.current().schema(),
                        behind)));
    }

    /** Nothing shows the node's numbers: all of them are carried. */
    private static void addAway(LedgerPage page, List<Carried> carried) {
        Columns columns = page.current();
        carried.add(new Carried(page.node(), Kind.HELD, page.head().sequence(), columns.schema(), columns.last()));
        if (columns.hasBase()) {
            carried.add(new Carried(page.node(), Kind.HELD, page.head().stamp(), columns.schema(), columns.base()));
        }
    }

    private void addDropped(LedgerPage page, List<Carried> carried) {
        if (page.dropped().size() == 0) {
            return;
        }
        Dropped known = dropped.get(page.node());
        LedgerPage.Head head = page.head();
        if (known == null || known.founded() != head.founded() || known.stamp() != head.stamp()) {
            known = new Dropped(head.founded(), head.stamp(), page.dropped().totals());
            dropped.put(page.node(), known);
        }
        carried.add(new Carried(
                page.node(), Kind.DROPPED, page.head().stamp(), page.dropped().schema(), known.totals()));
    }
}
