package brokertally.http;

import brokertally.model.Measure;
import brokertally.text.Format;
import brokertally.text.Template;
import brokertally.text.TextBuffer;
import brokertally.text.TextWriter;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Supplier;

/** {@code GET /metrics}: the sidecar's own metrics, in the format that Accept likes best. */
final class OwnMetricsHandler implements Handler<RoutingContext> {
    private final Supplier<List<Measure>> measures;

    OwnMetricsHandler(Supplier<List<Measure>> measures) {
        this.measures = measures;
    }

    @Override
    public void handle(RoutingContext context) {
        String accept = String.join(",", context.request().headers().getAll(HttpHeaders.ACCEPT));
        Format format = Format.negotiate(accept);
        context.response().putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        Reply.send(context.request(), 200, format.contentType(), page(OwnFamilies.of(measures.get()), format));
    }

    static Buffer page(OwnFamilies families, Format format) {
        Template template = Template.of(families.table());
        TextBuffer text = new TextBuffer();
        switch (format) {
            case TEXT -> TextWriter.write(template, families.values(), text);
            case OPENMETRICS -> TextWriter.writeOpenMetrics(template, families.values(), text);
        }
        return Buffer.buffer(text.toBytes());
    }
}
