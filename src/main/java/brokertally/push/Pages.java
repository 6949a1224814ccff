package brokertally.push;

import brokertally.config.Settings;
import brokertally.model.Endpoint;
import brokertally.scrape.Answer;
import brokertally.scrape.ScrapeRequest;
import brokertally.scrape.Scraper;
import brokertally.tally.Mode;
import io.vertx.core.Future;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes the pages that are pushed from where those come from that are asked for: they are the same bytes.
 *
 * @param scraper makes them
 * @param policy what they are to be where nodes are missing
 * @param timeoutMillis how long a gather may take; at the most 7 s
 */
public record Pages(Scraper scraper, ScrapeRequest.Policy policy, long timeoutMillis) {
    /** What is left of a push's time has to do for the way. */
    private static final long LONGEST_MILLIS = Delivery.LIMIT_MILLIS * 7 / 10;

    public Pages {
        timeoutMillis = Math.min(timeoutMillis, LONGEST_MILLIS);
    }

    /** There is no page now; the message says why. */
    static final class None extends Exception {
        private static final long serialVersionUID = 1L;

        None(String message) {
            super(message);
        }
    }

    /** The body of a push; fails with {@link None} when there is nothing that could be pushed. */
    Future<Parcel.Body> body(Settings.PushGateway settings) {
        Set<Endpoint> endpoints = settings.endpoints().stream()
                .map(path -> Endpoint.ofPath(path).orElseThrow())
                .collect(Collectors.toSet());
        Mode mode = Mode.ofText(settings.mode()).orElseThrow();
        return scraper.scrape(new ScrapeRequest(mode, endpoints, Set.of(), policy, timeoutMillis))
                .compose(answer -> coded(answer, settings.transport()));
    }

    private static Future<Parcel.Body> coded(Answer answer, Settings.PushTransport transport) {
        if (!(answer instanceof Answer.Page page)) {
            return Future.failedFuture(new None(why(answer)));
        }
        return transport.gzip()
                ? page.gzip().map(bytes -> new Parcel.Body(bytes, Parcel.Coding.GZIP))
                : Future.succeededFuture(new Parcel.Body(page.text(), Parcel.Coding.IDENTITY));
    }

    private static String why(Answer answer) {
        if (answer instanceof Answer.Refused refused) {
            return "gather.partial=fail, and " + refused.answered() + " of " + refused.expected()
                    + " members answered, brokers that do not answer: " + refused.silentBrokers();
        }
        if (answer instanceof Answer.Starting) {
            return "this sidecar has just started and does not know the sums of the cluster yet";
        }
        return answer instanceof Answer.TooLarge
                ? "the page has more series than the heap has room for"
                : "too many scrapes at once";
    }
}
