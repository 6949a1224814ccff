package brokertally.http;

import brokertally.scrape.Answer;
import brokertally.scrape.ScrapeRequest;
import brokertally.scrape.Scraper;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;

/** Gives one answer to all and remembers the questions. */
final class FakeScraper implements Scraper {
    final List<ScrapeRequest> asked = new CopyOnWriteArrayList<>();
    volatile Future<Answer> answer = Future.succeededFuture(new FakePage("a 1\n"));

    @Override
    public Future<Answer> scrape(ScrapeRequest request) {
        asked.add(request);
        return answer;
    }

    void answers(Answer next) {
        answer = Future.succeededFuture(next);
    }

    /** The only question; fails when there was none or more. */
    ScrapeRequest only() {
        if (asked.size() != 1) {
            throw new AssertionError("asked " + asked.size() + " times");
        }
        return asked.get(0);
    }

    /** A page that counts how often it was asked for its compressed form. */
    static final class FakePage implements Answer.Page {
        final AtomicInteger gzipCalls = new AtomicInteger();
        private final Buffer text;

        FakePage(String text) {
            this.text = Buffer.buffer(text);
        }

        @Override
        public Buffer text() {
            return text;
        }

        @Override
        public Future<Buffer> gzip() {
            gzipCalls.incrementAndGet();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                gzip.write(text.getBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return Future.succeededFuture(Buffer.buffer(out.toByteArray()));
        }
    }
}
