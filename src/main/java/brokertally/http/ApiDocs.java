package brokertally.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /api-docs}: what can be asked, as OpenAPI 3.0; a test holds it against the list of operations. */
final class ApiDocs implements Handler<RoutingContext> {
    private final Buffer document;

    ApiDocs(String version) {
        JsonObject json = new JsonObject(Resources.text("openapi.json"));
        json.getJsonObject("info").put("version", version);
        this.document = json.toBuffer();
    }

    @Override
    public void handle(RoutingContext context) {
        Reply.send(context.request(), 200, Reply.JSON, document);
    }
}
