package brokertally.scrape;

import brokertally.catalog.AggregationClass;
import brokertally.catalog.Catalog;
import brokertally.ledger.LedgerPage;
import brokertally.model.Values;
import brokertally.scrape.Explanation.About;
import brokertally.scrape.Explanation.Node;
import brokertally.scrape.Explanation.Series;
import brokertally.scrape.Explanation.Share;
import brokertally.tally.Gathered;
import brokertally.tally.NodeView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes the listed series apart. */
final class Breakdown {
    private final About about;
    private final FamilyOnly only;
    private final Known known;
    private final Gathered gathered;
    private final Shares shares;
    private final Catalog catalog;

    Breakdown(About about, FamilyOnly only, Known known, Catalog catalog) {
        this.about = about;
        this.only = only;
        this.known = known;
        this.catalog = catalog;
        this.gathered = only.of(known.gathered());
        this.shares = new Shares(gathered, only, catalog);
    }

    List<Series> series(List<SeriesName> listed, List<Node> nodes) {
        Map<SeriesName, List<Share>> found = new HashMap<>();
        nodes.forEach(node -> shares(node.node(), listed, found));
        Map<SeriesName, Integer> slots = shares.slots();
        double[] totals = shares.totals();
        Shares now = new Shares(withoutCarried(), only, catalog);
        Map<SeriesName, Integer> nowSlots = now.slots();
        double[] running = now.totals();
        return listed.stream()
                .map(name -> new Series(
                        about.family() + name.suffix().text(),
                        name.labels(),
                        totals[slots.get(name)],
                        nowSlots.containsKey(name) ? running[nowSlots.get(name)] : Values.ABSENT,
                        found.getOrDefault(name, List.of())))
                .toList();
    }

    private Gathered withoutCarried() {
        return new Gathered(gathered.answering(), gathered.expected(), gathered.nodes());
    }

    private void shares(String node, List<SeriesName> listed, Map<SeriesName, List<Share>> found) {
        Map<SeriesName, Integer> slots = shares.slots();
        double[] contributions = about.aggregation() == AggregationClass.SUM ? shares.of(node) : new double[0];
        NodeShare own = own(node);
        for (SeriesName name : listed) {
            double contribution = contributions.length == 0 ? Values.ABSENT : contributions[slots.get(name)];
            Share share = own.share(name, contribution);
            if (!share.isEmpty()) {
                found.computeIfAbsent(name, n -> new ArrayList<>()).add(share);
            }
        }
    }

    private NodeShare own(String node) {
        Optional<LedgerPage> page = known.ledger().page(node).filter(p -> about.monotone());
        return page.map(p -> NodeShare.of(p, only))
                .orElseGet(() -> NodeShare.of(
                        node,
                        gathered.nodes().stream()
                                .filter(view -> view.node().equals(node))
                                .findFirst()
                                .flatMap(NodeView::snapshot)));
    }
}
