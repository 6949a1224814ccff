package brokertally.scrape;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** A page and, once somebody has asked for it, its compressed form. Lives on one event loop. */
final class RenderedPage implements Answer.Page {
    /** Above this length compression leaves the event loop: it takes about 20 ns a byte. */
    private static final int INLINE_BYTES = 32 * 1024;

    private final Vertx vertx;
    private final Buffer text;
    private Optional<Future<Buffer>> gzip = Optional.empty();

    RenderedPage(Vertx vertx, Buffer text) {
        this.vertx = vertx;
        this.text = text;
    }

    @Override
    public Buffer text() {
        return text;
    }

    @Override
    public Future<Buffer> gzip() {
        if (gzip.isEmpty()) {
            gzip = Optional.of(
                    text.length() <= INLINE_BYTES
                            ? Future.succeededFuture(compress())
                            : vertx.executeBlocking(this::compress, false));
        }
        return gzip.get();
    }

    private Buffer compress() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() / 6 + 64);
        try (GZIPOutputStream gzipped = new FastGzip(out)) {
            gzipped.write(text.getBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail to be written", e);
        }
        return Buffer.buffer(out.toByteArray());
    }

    /** Level 1: a third of the time of the default for a result a third larger (feasibility figures in RATIONALE.md). */
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(ByteArrayOutputStream out) throws IOException {
            super(out, 8192);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
