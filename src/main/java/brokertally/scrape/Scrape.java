package brokertally.scrape;

import brokertally.catalog.Catalog;
import brokertally.config.Settings;
import brokertally.model.Measure;
import brokertally.tally.Gathered;
import brokertally.tally.Mode;
import brokertally.tally.NodeView;
import brokertally.tally.Plan;
import brokertally.tally.PlanKey;
import brokertally.tally.PlanSize;
import brokertally.tally.Selection;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gather, plan, text. What moves nothing costs nothing: a page is rendered once for all who ask while it stands still. */
public final class Scrape implements Scraper {
    /** Above so many slots a page is rendered on a worker: it would hold the event loop for more than a millisecond. */
    private static final int INLINE_SLOTS = 40_000;

    private final Vertx vertx;
    private final Gatherer gatherer;
    private final Catalog catalog;
    private final Settings settings;
    private final Room room;
    private final PageCache cache;
    private final Map<Generation, Future<RenderedPage>> rendering = new HashMap<>();
    private final ScrapeCounts counts = new ScrapeCounts();
    private final SharedText inlineText = new SharedText(); // of the event loop, which must not wait for a worker
    private final SharedText workerText = new SharedText();
    private int open;

    public Scrape(Vertx vertx, Gatherer gatherer, Catalog catalog, Settings settings) {
        this.vertx = vertx;
        this.gatherer = gatherer;
        this.catalog = catalog;
        this.settings = settings;
        this.room = Room.ofThisProcess();
        this.cache = new PageCache(room);
    }

    @Override
    public Future<Answer> scrape(ScrapeRequest request) {
        if (open >= settings.limits().concurrentScrapes()) {
            counts.refused();
            return Future.succeededFuture(new Answer.Busy());
        }
        open++;
        return Future.succeededFuture(request)
                .compose(this::gather)
                .compose(gathered -> answer(request, gathered))
                .onComplete(result -> open--);
    }

    private Future<Gathered> gather(ScrapeRequest request) {
        return request.mode() == Mode.NODE
                ? gatherer.own(request.timeoutMillis())
                : gatherer.all(request.timeoutMillis(), counters(request));
    }

    /** One series for each node shows what the node shows; only sums need the ledger. */
    private static Settings.Counters counters(ScrapeRequest request) {
        return request.mode() == Mode.AGGREGATED ? request.policy().counters() : Settings.Counters.RUNNING;
    }

    private Future<Answer> answer(ScrapeRequest request, Gathered gathered) {
        if (counters(request) == Settings.Counters.MONOTONE && !gatherer.isSettled()) {
            return Future.succeededFuture(new Answer.Starting());
        }
        counts.answered(gathered.partial());
        if (gathered.partial() && request.policy().partial() == Settings.Partial.FAIL) {
            return Future.succeededFuture(refused(gathered));
        }
        Selection selection = new Selection(request.mode(), request.endpoints(), request.names());
        PlanKey key = Plan.keyOf(selection, gathered);
        if (!cache.has(key) && room.tooSmallFor(PlanSize.textBytes(selection, gathered, catalog))) {
            counts.tooLarge();
            return Future.succeededFuture(new Answer.TooLarge());
        }
        return page(key, gathered).map(page -> page);
    }

    private static Answer refused(Gathered gathered) {
        List<String> silent = gathered.nodes().stream()
                .filter(view -> !view.broker().up())
                .map(NodeView::node)
                .toList();
        return new Answer.Refused(gathered.answered(), gathered.expected(), silent);
    }

    private Future<RenderedPage> page(PlanKey key, Gathered gathered) {
        Selection selection = key.selection();
        PageCache.Entry entry = cache.entry(
                key, () -> PlanSize.textBytes(selection, gathered, catalog), () -> prepare(selection, gathered));
        Generation generation = Generation.of(key, gathered);
        return entry.page(generation)
                .map(page -> {
                    counts.reused();
                    return Future.succeededFuture(page);
                })
                .orElseGet(() -> renderOnce(entry, generation, gathered));
    }

    private PreparedPlan prepare(Selection selection, Gathered gathered) {
        counts.planned();
        return new PreparedPlan(Plan.of(selection, gathered, catalog));
    }

    private Future<RenderedPage> renderOnce(PageCache.Entry entry, Generation generation, Gathered gathered) {
        Future<RenderedPage> underWay = rendering.get(generation);
        return underWay != null ? underWay : render(entry, generation, gathered);
    }

    private Future<RenderedPage> render(PageCache.Entry entry, Generation generation, Gathered gathered) {
        if (entry.plan().slots() <= INLINE_SLOTS) {
            return Future.succeededFuture(keep(entry, generation, inlineText.render(entry.plan(), gathered)));
        }
        Future<RenderedPage> page = vertx.<Buffer>executeBlocking(
                        () -> workerText.render(entry.plan(), gathered), false)
                .map(text -> keep(entry, generation, text))
                .onComplete(result -> rendering.remove(generation));
        rendering.put(generation, page);
        return page;
    }

    private RenderedPage keep(PageCache.Entry entry, Generation generation, Buffer text) {
        RenderedPage page = new RenderedPage(vertx, text);
        entry.keep(generation, page);
        return page;
    }

    /** What this room counts. */
    public List<Measure> measures() {
        List<Measure> all = new ArrayList<>(gatherer.counts().measures());
        all.addAll(counts.measures(open, cache.conflicts()));
        return all;
    }
}
