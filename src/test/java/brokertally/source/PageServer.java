package brokertally.source;

import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A broker that shows pages, which a test may change. */
final class PageServer {
    final Map<String, String> pages = new ConcurrentHashMap<>();
    final Map<String, String> lastHeaders = new ConcurrentHashMap<>();
    volatile String contentType = "text/plain; version=0.0.4";
    volatile boolean closesAfterAnswer;
    private final HttpServer server;

    private PageServer(HttpServer server) {
        this.server = server;
        server.requestHandler(this::answer);
    }

    static PageServer start(Bench bench, String page) {
        PageServer pages = new PageServer(bench.vertx.createHttpServer());
        pages.pages.put("/metrics", page);
        bench.await(() -> pages.server.listen(0, "127.0.0.1"));
        return pages;
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort() + "/metrics";
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.actualPort() + path;
    }

    private void answer(HttpServerRequest request) {
        request.headers().forEach((name, value) -> lastHeaders.put(name.toLowerCase(java.util.Locale.ROOT), value));
        String page = pages.get(request.path());
        if (page == null) {
            request.response().setStatusCode(404).end();
            return;
        }
        request.response().putHeader("content-type", contentType).end(page).onComplete(sent -> {
            if (closesAfterAnswer) {
                request.connection().close();
            }
        });
    }
}
