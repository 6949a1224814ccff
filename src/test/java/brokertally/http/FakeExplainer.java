package brokertally.http;

import brokertally.scrape.ExplainRequest;
import brokertally.scrape.Explanation;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Gives one explanation to all and remembers the questions. */
final class FakeExplainer {
    final List<ExplainRequest> asked = new CopyOnWriteArrayList<>();
    volatile Explanation answer = new Explanation.Unknown(Optional.empty(), List.of());

    Future<Explanation> explain(ExplainRequest request) {
        asked.add(request);
        return Future.succeededFuture(answer);
    }
}
