package brokertally.http;

import brokertally.cluster.MemberView;
import brokertally.model.PushFailure;
import brokertally.model.PushState;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** {@code GET /api/v5/nodes}: who is there, in the manner of EMQX's endpoint of this name. */
final class NodesHandler implements Handler<RoutingContext> {
    private final Supplier<List<MemberView>> members;
    private final LongSupplier nowMillis;

    NodesHandler(Supplier<List<MemberView>> members, LongSupplier nowMillis) {
        this.members = members;
        this.nowMillis = nowMillis;
    }

    @Override
    public void handle(RoutingContext context) {
        JsonArray nodes = new JsonArray();
        members.get().forEach(member -> nodes.add(json(member, nowMillis.getAsLong())));
        Reply.send(context.request(), 200, Reply.JSON, nodes.toBuffer());
    }

    /** One member; what is not known is null, never a number of ours. */
    private static JsonObject json(MemberView member, long nowMillis) {
        MemberView.Sample sample = member.sample();
        boolean known = sample.known();
        return new JsonObject()
                .put("node", member.node())
                .put("node_status", MemberText.status(member))
                .put("reason", member.missing().text())
                .put("self", member.self())
                .put("member", member.member())
                .put("address", member.address())
                .put("version", member.version())
                .put("broker", broker(member))
                .put("push", push(member.push()))
                .put("age_seconds", known ? sample.ageMillis() / 1000.0 : null)
                .put("sequence", known ? sample.sequence() : null)
                .put("series", known ? sample.series() : null)
                .put(
                        "incarnation",
                        known ? Instant.ofEpochMilli(sample.startedMillis()).toString() : null)
                .put("uptime", known ? Math.max(0, nowMillis - sample.startedMillis()) : null);
    }

    private static JsonObject broker(MemberView member) {
        return new JsonObject()
                .put("kind", member.broker().kind())
                .put("version", member.broker().version())
                .put("up", member.broker().up())
                .put("reason", member.broker().reason().text());
    }

    private static JsonObject push(Optional<PushState> push) {
        long success = push.map(PushState::lastSuccessMillis).orElse(0L);
        return new JsonObject()
                .put("state", push.map(state -> state.kind().text()).orElse(null))
                .put(
                        "reason",
                        push.flatMap(PushState::failure).map(PushFailure::text).orElse(null))
                .put(
                        "last_success",
                        success == 0 ? null : Instant.ofEpochMilli(success).toString());
    }
}
