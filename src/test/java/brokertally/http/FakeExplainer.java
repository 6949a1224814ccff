package brokertally.http;

import brokertally.catalog.AggregationClass;
import brokertally.config.Settings.Counters;
import brokertally.model.Endpoint;
import brokertally.model.MetricType;
import brokertally.scrape.ExplainRequest;
import brokertally.scrape.Explanation;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Gives one explanation to all and remembers the questions. */
final class FakeExplainer {
    final List<ExplainRequest> asked = new CopyOnWriteArrayList<>();
    volatile Explanation answer = new Explanation.Found(
            new Explanation.About(
                    Endpoint.STATS, "a", MetricType.COUNTER, AggregationClass.SUM, true, Counters.MONOTONE),
            List.of(),
            List.of(),
            0);

    Future<Explanation> explain(ExplainRequest request) {
        asked.add(request);
        return Future.succeededFuture(answer);
    }
}
