package brokertally.scrape;

import brokertally.tally.Gathered;
import brokertally.text.TextBuffer;
import io.vertx.core.buffer.Buffer;
import java.lang.ref.SoftReference;

/**
 * Where pages are written, one after the other: a place for each plan would hold as much memory as all pages. It is held
 * softly, so that it is there for the next page while there is memory enough.
 */
final class SharedText {
    private SoftReference<TextBuffer> kept = new SoftReference<>(null);

    synchronized Buffer render(PreparedPlan plan, Gathered gathered) {
        TextBuffer known = kept.get();
        TextBuffer room = known == null ? new TextBuffer() : known;
        if (known == null) {
            kept = new SoftReference<>(room);
        }
        return plan.render(gathered, room);
    }
}
