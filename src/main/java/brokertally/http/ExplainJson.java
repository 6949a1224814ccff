package brokertally.http;

import brokertally.model.Incarnation;
import brokertally.model.Labels;
import brokertally.scrape.Explanation;
import brokertally.scrape.Explanation.State;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;

/** An explanation as JSON. What is not known is null, never a number of ours. */
final class ExplainJson {
    /** Up to here a double that is an integer is one exactly. */
    private static final double EXACT = 1L << 53;

    private ExplainJson() {}

    static JsonObject of(Explanation.Found found) {
        Explanation.About about = found.about();
        JsonArray nodes = new JsonArray();
        found.nodes().forEach(node -> nodes.add(of(node)));
        JsonArray series = new JsonArray();
        found.series().forEach(one -> series.add(of(one)));
        return new JsonObject()
                .put("family", about.family())
                .put("endpoint", about.endpoint().path())
                .put("type", about.type().text())
                .put("class", about.aggregation().text())
                .put("monotone", about.monotone())
                .put("counters", word(about.counters()))
                .put("rule", rule(about))
                .put("nodes", nodes)
                .put("series_count", found.count())
                .put("truncated", found.count() > found.series().size())
                .put("series", series);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String rule(Explanation.About about) {
        if (about.monotone()) {
            return "total (counters=monotone) is the sum of the contributions, each is value + base; running"
                    + " (counters=running) is the sum of the values of nodes that are here";
        }
        return switch (about.aggregation()) {
            case SUM ->
                "total is the sum of the values of nodes that are here; they may fall, so that nothing is kept of"
                        + " nodes and lives that have ended";
            case LOGICAL_AND -> "total is 1 if all values are over 0, else 0";
            case MAX -> "total is the largest value";
            case MIN -> "total is the smallest value";
            case PER_NODE -> "every node has a series of its own";
            case CLUSTER -> "total is the value of the node whose sidecar answers, or of the first that has one";
        };
    }

    private static JsonObject of(Explanation.Node node) {
        boolean longGone = node.state() == State.LONG_GONE;
        return new JsonObject()
                .put("node", longGone ? null : node.node())
                .put("state", word(node.state()))
                .put("reason", longGone ? null : node.reason().text())
                .put("broker_up", node.brokerUp().orElse(null))
                .put("incarnation", node.life().map(ExplainJson::start).orElse(null))
                .put("age_seconds", node.ageMillis().map(age -> age / 1000.0).orElse(null))
                .put("page", node.page().map(ExplainJson::of).orElse(null));
    }

    private static String start(Incarnation life) {
        return Instant.ofEpochMilli(life.startedMillis()).toString();
    }

    private static JsonObject of(Explanation.Page page) {
        JsonObject json = new JsonObject()
                .put("founded", page.founded())
                .put("sequence", page.sequence())
                .put("stamp", page.stamp());
        return page.folded() == 0 ? json : json.put("folded_nodes", page.folded());
    }

    private static JsonObject of(Explanation.Series series) {
        JsonObject labels = new JsonObject();
        Labels.parse(series.labels()).forEach(label -> labels.put(label.name(), label.value()));
        JsonArray shares = new JsonArray();
        series.shares().forEach(share -> shares.add(of(share)));
        return new JsonObject()
                .put("name", series.name())
                .put("labels", labels)
                .put("total", number(series.total()))
                .put("running", number(series.running()))
                .put("nodes", shares);
    }

    private static JsonObject of(Explanation.Share share) {
        return new JsonObject()
                .put("node", share.node().isEmpty() ? null : share.node())
                .put("value", number(share.value()))
                .put("base", number(share.base()))
                .put("dropped", share.dropped())
                .put("contribution", number(share.contribution()));
    }

    /** JSON has no NaN and no infinity. */
    private static Number number(double value) {
        if (!Double.isFinite(value)) {
            return null;
        }
        boolean integer = value == Math.rint(value) && Math.abs(value) <= EXACT;
        return integer ? (Number) (long) value : (Number) value;
    }
}
