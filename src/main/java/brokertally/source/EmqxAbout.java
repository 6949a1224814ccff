package brokertally.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import brokertally.model.Reason;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an EMQX node says of itself. Name and version come from {@code /api/v5/status}, which is public, and are kept until
 * {@link #forget}. The start comes from {@code /api/v5/nodes/{node}}, which wants the API key, and is asked together with
 * every sample: a restart that is noticed later than the values would be counted to the wrong life (trap 30).
 */
final class EmqxAbout {
    private static final Pattern STARTED = Pattern.compile("^Node (\\S+) is ");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.@-]+");
    private static final int LIMIT_BYTES = 1 << 16;

    private final HttpPages pages;
    private final EmqxAccess access;
    private final Target status;
    private Optional<Known> known = Optional.empty();
    private boolean fresh;

    /** What does not change while the broker runs. */
    private record Known(String node, String version, Optional<Target> uptime) {}

    /** What is known now, and why something that was asked for is not. */
    record About(Reading.Who who, Optional<Reason> problem) {}

    EmqxAbout(HttpPages pages, EmqxAccess access) {
        this.pages = pages;
        this.access = access;
        this.status = access.open("/api/v5/status?format=json", LIMIT_BYTES);
    }

    /** Asks what is not known; the future always succeeds, before the deadline. */
    Future<About> ask(long deadlineNanos) {
        if (fresh) {
            return started(known.orElseThrow(), deadlineNanos);
        }
        return pages.get(status, deadlineNanos).compose(answer -> {
            Optional<Known> told = answer instanceof Fetched.Ok ok ? parse(text(ok.body())) : Optional.empty();
            fresh = told.isPresent();
            known = told.or(() -> known);
            return known.isPresent() ? started(known.get(), deadlineNanos) : Future.succeededFuture(nothing(answer));
        });
    }

    /** The broker may be another one now; until it says so it goes by its old name. */
    void forget() {
        fresh = false;
    }

    private static About nothing(Fetched answer) {
        Reason reason = answer instanceof Fetched.Failed failed ? failed.reason() : Reason.MALFORMED;
        return new About(new Reading.Who(Optional.empty(), "", OptionalLong.empty()), Optional.of(reason));
    }

    private Future<About> started(Known node, long deadlineNanos) {
        if (node.uptime().isEmpty()) {
            return Future.succeededFuture(about(node, OptionalLong.empty(), Optional.empty()));
        }
        return pages.get(node.uptime().get(), deadlineNanos).map(answer -> {
            if (answer instanceof Fetched.Failed failed) {
                return about(node, OptionalLong.empty(), Optional.of(failed.reason()));
            }
            OptionalLong started = started(text(node.uptime().get().body()));
            return about(node, started, started.isPresent() ? Optional.empty() : Optional.of(Reason.MALFORMED));
        });
    }

    private static About about(Known node, OptionalLong started, Optional<Reason> problem) {
        return new About(new Reading.Who(Optional.of(node.node()), node.version(), started), problem);
    }

    private OptionalLong started(String json) {
        try {
            return new JsonObject(json).getValue("uptime") instanceof Number uptime && uptime.longValue() >= 0
                    ? OptionalLong.of(pages.timing().wall() - uptime.longValue())
                    : OptionalLong.empty();
        } catch (DecodeException e) {
            return OptionalLong.empty();
        }
    }

    /** JSON since 5.1; before that the text "Node emqx@host is started". */
    private Optional<Known> parse(String text) {
        String node;
        String version = "";
        if (text.startsWith("{")) {
            try {
                JsonObject json = new JsonObject(text);
                node = json.getString("node_name", "");
                version = json.getString("rel_vsn", "").replaceFirst("^v", "");
            } catch (DecodeException | ClassCastException e) {
                return Optional.empty();
            }
        } else {
            Matcher started = STARTED.matcher(text);
            node = started.find() ? started.group(1) : "";
        }
        return node.isEmpty() ? Optional.empty() : Optional.of(new Known(node, version, uptime(node)));
    }

    private Optional<Target> uptime(String node) {
        String segment = PLAIN.matcher(node).matches() ? node : URLEncoder.encode(node, UTF_8);
        return access.hasKey()
                ? Optional.of(access.withKey("/api/v5/nodes/" + segment, LIMIT_BYTES))
                : Optional.empty();
    }

    private static String text(PageBody body) {
        return new String(body.bytes(), 0, body.length(), UTF_8);
    }
}
