package brokertally.http;

import brokertally.cluster.MemberView;
import brokertally.config.Settings;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** {@code GET /api/v5/prometheus/sd}: the members of the cluster as Prometheus HTTP service discovery wants them. */
final class DiscoveryHandler implements Handler<RoutingContext> {
    private final Supplier<List<MemberView>> members;
    private final Map<String, String> labelsOfAll;

    /**
     * Members do not tell whether they speak TLS: they are taken to do as this sidecar does.
     *
     * @param http the door of this sidecar
     */
    DiscoveryHandler(Supplier<List<MemberView>> members, Settings.Http http) {
        this.members = members;
        this.labelsOfAll = http.tls().certFile().isPresent() ? Map.of("__scheme__", "https") : Map.of();
    }

    @Override
    public void handle(RoutingContext context) {
        Reply.send(context.request(), 200, Reply.JSON, groups().toBuffer());
    }

    /** One group for each member that can be scraped. */
    JsonArray groups() {
        JsonArray groups = new JsonArray();
        for (MemberView member : members.get()) {
            if (!MemberText.gone(member) && hasKnownPort(member.address())) {
                groups.add(group(member));
            }
        }
        return groups;
    }

    /** A member with http.port = 0 took any free port and has not told which: a target that nobody could scrape. */
    private static boolean hasKnownPort(String address) {
        return !address.isEmpty() && !address.endsWith(":0");
    }

    private JsonObject group(MemberView member) {
        JsonObject labels = new JsonObject()
                .put("__meta_mqtt_node", member.node())
                .put("__meta_mqtt_member", member.member())
                .put("__meta_mqtt_broker_kind", member.broker().kind())
                .put("__meta_mqtt_broker_version", member.broker().version());
        labelsOfAll.forEach(labels::put);
        return new JsonObject().put("targets", JsonArray.of(member.address())).put("labels", labels);
    }
}
