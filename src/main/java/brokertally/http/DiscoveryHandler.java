package brokertally.http;

import brokertally.cluster.MemberView;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Supplier;

/** {@code GET /api/v5/prometheus/sd}: the members of the cluster as Prometheus HTTP service discovery wants them. */
final class DiscoveryHandler implements Handler<RoutingContext> {
    private final Supplier<List<MemberView>> members;

    DiscoveryHandler(Supplier<List<MemberView>> members) {
        this.members = members;
    }

    @Override
    public void handle(RoutingContext context) {
        JsonArray groups = new JsonArray();
        for (MemberView member : members.get()) {
            if (!MemberText.gone(member) && hasKnownPort(member.address())) {
                groups.add(group(member));
            }
        }
        Reply.send(context.request(), 200, Reply.JSON, groups.toBuffer());
    }

    /** A member with http.port = 0 took any free port and has not told which: a target that nobody could scrape. */
    private static boolean hasKnownPort(String address) {
        return !address.isEmpty() && !address.endsWith(":0");
    }

    private static JsonObject group(MemberView member) {
        JsonObject labels = new JsonObject()
                .put("__meta_mqtt_node", member.node())
                .put("__meta_mqtt_member", member.member())
                .put("__meta_mqtt_broker_kind", member.broker().kind())
                .put("__meta_mqtt_broker_version", member.broker().version());
        return new JsonObject().put("targets", JsonArray.of(member.address())).put("labels", labels);
    }
}
