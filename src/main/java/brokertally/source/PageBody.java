package brokertally.source;

import brokertally.text.Page;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/**
 * The body of one URL. Its array is kept from answer to answer, so that a steady state allocates nothing, and is given up
 * when it has become much larger than what the broker sends.
 */
final class PageBody {
    private static final int KEPT_BYTES = 1 << 20;

    private final long limit;
    private byte[] bytes = new byte[8192];
    private int length;
    private Page.Dialect dialect = Page.Dialect.PROMETHEUS;
    private boolean complete;
    private long completedNanos;

    /** A body of at most {@code limit} bytes. */
    PageBody(long limit) {
        this.limit = Math.min(limit, Integer.MAX_VALUE - 8);
    }

    /** Starts anew; what was there is gone. The array of a body that did not become whole may have grown for nothing. */
    void clear() {
        boolean useful = complete && bytes.length / 4 <= length;
        if (bytes.length > KEPT_BYTES && !useful) {
            bytes = new byte[8192];
        }
        length = 0;
        complete = false;
    }

    /** True when so many bytes more still fit under the limit. */
    boolean fits(long more) {
        return length + more <= limit;
    }

    /** Appends a part; the caller has asked {@link #fits}. */
    void append(Buffer part) {
        int end = length + part.length();
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(limit, Math.max(end, 2L * bytes.length)));
        }
        part.getBytes(bytes, length);
        length = end;
    }

    /** Marks the body as whole. */
    void complete(Page.Dialect answeredDialect, long nowNanos) {
        dialect = answeredDialect;
        complete = true;
        completedNanos = nowNanos;
    }

    /** The body no longer counts as young. */
    void expire() {
        complete = false;
    }

    /** True for a whole body that came less than so many nanoseconds ago. */
    boolean isYoungerThan(long ageNanos, long nowNanos) {
        return complete && nowNanos - completedNanos < ageNanos;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    Page.Dialect dialect() {
        return dialect;
    }
}
