package brokertally.http;

import brokertally.config.Settings;
import brokertally.model.Endpoint;
import brokertally.scrape.Answer;
import brokertally.scrape.ScrapeRequest;
import brokertally.scrape.ScrapeRequest.Policy;
import brokertally.scrape.Scraper;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.Set;

/** One scrape endpoint: checks the question, asks the {@link Scraper}, puts the answer into HTTP. */
final class ScrapeHandler implements Handler<RoutingContext> {
    /** EMQX's metric names are no OpenMetrics counters, so it is this format whatever Accept says (DESIGN §4.1). */
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** Below about one packet, compression only costs. */
    private static final int GZIP_FROM_BYTES = 1024;

    private static final int RETRY_PARTIAL_SECONDS = 5;
    private static final int RETRY_BUSY_SECONDS = 1;
    private static final int RETRY_STARTING_SECONDS = 1;
    private static final int RETRY_TOO_LARGE_SECONDS = 60;

    private final Endpoint endpoint;
    private final Settings settings;
    private final Scraper scraper;
    private final Traffic traffic;

    ScrapeHandler(Endpoint endpoint, Settings settings, Scraper scraper, Traffic traffic) {
        this.endpoint = endpoint;
        this.settings = settings;
        this.scraper = scraper;
        this.traffic = traffic;
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest http = context.request();
        ScrapeRequest request;
        try {
            request = request(http);
        } catch (BadRequest e) {
            Reply.badRequest(http, e.getMessage());
            return;
        }
        traffic.scrapeBegins();
        Future.succeededFuture(request)
                .compose(scraper::scrape)
                .onComplete(result -> traffic.scrapeEnds())
                .onSuccess(answer -> reply(http, answer))
                .onFailure(cause -> InternalErrors.reply(http, cause));
    }

    private ScrapeRequest request(HttpServerRequest http) {
        Query query = Query.of(Objects.requireNonNullElse(http.query(), ""));
        Policy byDefault =
                new Policy(settings.aggregation().counters(), settings.gather().partial());
        ScrapeParameters parameters = ScrapeParameters.of(query, byDefault);
        long millis = Deadline.millis(
                http.getHeader(Deadline.HEADER), settings.gather().timeout());
        return new ScrapeRequest(parameters.mode(), Set.of(endpoint), parameters.names(), parameters.policy(), millis);
    }

    private static void reply(HttpServerRequest http, Answer answer) {
        if (answer instanceof Answer.Page page) {
            page(http, page);
        } else if (answer instanceof Answer.Refused refused) {
            String message = "partial=fail, and a member or a broker is missing: " + refused.answered() + " of "
                    + refused.expected() + " members answered, brokers that do not answer: " + refused.silentBrokers();
            Reply.unavailable(http, RETRY_PARTIAL_SECONDS, "PARTIAL", message);
        } else if (answer instanceof Answer.TooLarge) {
            String message = "the answer has more series than the heap of this sidecar has room for; "
                    + "ask for less with name[], or give it more with JAVA_OPTS=-Xmx...";
            Reply.unavailable(http, RETRY_TOO_LARGE_SECONDS, "TOO_LARGE", message);
        } else if (answer instanceof Answer.Starting) {
            String message =
                    "this sidecar has just started and waits for the other nodes, so that no counter is shown lower"
                            + " than before; counters=running does not wait";
            Reply.unavailable(http, RETRY_STARTING_SECONDS, "STARTING", message);
        } else {
            Reply.unavailable(http, RETRY_BUSY_SECONDS, "BUSY", "too many scrapes at once");
        }
    }

    private static void page(HttpServerRequest http, Answer.Page page) {
        http.response().putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        String accepted = String.join(",", http.headers().getAll(HttpHeaders.ACCEPT_ENCODING));
        if (page.text().length() < GZIP_FROM_BYTES || !AcceptEncoding.gzip(accepted)) {
            Reply.send(http, 200, CONTENT_TYPE, page.text());
            return;
        }
        page.gzip()
                .onSuccess(bytes -> {
                    http.response().putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
                    Reply.send(http, 200, CONTENT_TYPE, bytes);
                })
                .onFailure(cause -> InternalErrors.reply(http, cause));
    }
}
