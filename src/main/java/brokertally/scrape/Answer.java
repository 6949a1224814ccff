package brokertally.scrape;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** What a scrape gives. */
public sealed interface Answer {
    /** A page of text format 0.0.4. The same object for all who ask while nothing has moved. */
    non-sealed interface Page extends Answer {
        /** The text; read only. */
        Buffer text();

        /** The text compressed with gzip; compressed at the first call, then kept. */
        Future<Buffer> gzip();
    }

    /**
     * {@code partial=fail} was asked and the answer would be partial.
     *
     * @param answered how many members answered
     * @param expected how many there should be
     * @param silentBrokers nodes whose broker does not answer, by name
     */
    record Refused(int answered, int expected, List<String> silentBrokers) implements Answer {}

    /** The heap has no room for a page with so many series. */
    record TooLarge() implements Answer {}

    /** This sidecar has just started and does not know yet what its counters stood at; a sum now could be too low. */
    record Starting() implements Answer {}

    /** More scrapes at once than {@code limits.concurrent_scrapes}. */
    record Busy() implements Answer {}
}
