package brokertally.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import brokertally.config.Settings;
import brokertally.model.Reason;
import brokertally.text.ParseReport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.mqtt.messages.MqttPublishMessage;
import java.util.Map;
import java.util.Optional;

/**
 * A Mosquitto broker by its {@code $SYS} topics. The numbers are in memory; a read pings the broker and answers with them, so
 * that a sample says both that the broker lives and what it last published, which may be {@code sys_interval} old.
 *
 * <p>The sidecar's own connection is a client like any other: it is in {@code emqx_connections_count} and its like, and it
 * is not subtracted, so that the numbers agree with what the broker itself shows.
 *
 * <p>The start is known to one second or so. With {@code sys_interval} over 60 s a restart of the sidecar alone may look like
 * one of the broker ({@link Incarnations#RESUME_TOLERANCE_MILLIS}).
 */
final class MosquittoSource implements Source {
    private static final long ALIVE_NANOS = 500_000_000L;
    private static final long FIRST_PAUSE_NANOS = 250_000_000L;
    private static final long LONGEST_PAUSE_NANOS = 4_000_000_000L;

    private final MqttLink link;
    private final SysTopics topics;
    private final UptimeWatch uptime = new UptimeWatch();
    private final Timing timing;
    private Reading.Failure failure = new Reading.Failure(Reason.NOT_READ_YET, "not connected yet");
    private long aliveNanos;
    private long pauseNanos;
    private long pausedNanos;
    private boolean closed;

    /** A source that connects at the first read, on its context. */
    MosquittoSource(Vertx vertx, Settings.Source settings, SysTopics topics, Timing timing) {
        MqttAddress address = MqttAddress.parse(settings.url());
        this.link = new MqttLink(vertx, address, address.options(settings), this::take);
        this.topics = topics;
        this.timing = timing;
    }

    @Override
    public String kind() {
        return "mosquitto";
    }

    @Override
    public Future<Reading> read() {
        if (closed) {
            return Future.succeededFuture(new Reading.Failure(Reason.FAILED, "the source is closed"));
        }
        long now = timing.nano();
        if (link.isUp()) {
            return now - aliveNanos < ALIVE_NANOS ? Future.succeededFuture(reading()) : outcome(link.probe(millis()));
        }
        if (now - pausedNanos < pauseNanos) {
            return Future.succeededFuture(failure);
        }
        topics.clear();
        return outcome(link.open(millis()));
    }

    private long millis() {
        return Math.max(1, timing.timeout().toMillis());
    }

    private Future<Reading> outcome(Future<Void> answer) {
        return answer.map(alive -> {
                    pauseNanos = 0;
                    aliveNanos = timing.nano();
                    return reading();
                })
                .otherwise(this::failed);
    }

    /** The next attempt waits: longer each time, and long at once where the credentials were refused (trap 49). */
    private Reading failed(Throwable cause) {
        Reason reason = cause instanceof SecurityException ? Reason.AUTH : Reasons.of(cause);
        pauseNanos = reason == Reason.AUTH
                ? AuthPause.PAUSE_NANOS
                : Math.min(LONGEST_PAUSE_NANOS, Math.max(FIRST_PAUSE_NANOS, 2 * pauseNanos));
        pausedNanos = timing.nano();
        failure = new Reading.Failure(reason, Reasons.detail(cause));
        return failure;
    }

    private Reading reading() {
        if (!topics.ready()) {
            return new Reading.Failure(
                    Reason.NOT_READ_YET, "connected, but no $SYS/broker/uptime and clients/total yet; may it be read?");
        }
        Reshape.Shaped now = topics.values();
        Reading.Who who = new Reading.Who(Optional.empty(), topics.version(), uptime.startedMillis());
        ParseReport left = new ParseReport(topics.takeUnreadable(), 0, 0, Optional.empty());
        return new Reading.Success(who, topics.schema(), now.values(), left, now.refused(), Map.of());
    }

    private void take(MqttPublishMessage message) {
        String payload = message.payload().toString(UTF_8);
        topics.take(message.topicName(), payload);
        if (message.topicName().equals(SysTopics.UPTIME)) {
            SysTopics.uptimeMillis(payload).ifPresent(millis -> watch((long) millis, message.isRetain()));
        }
    }

    private void watch(long millis, boolean retained) {
        if (retained) {
            uptime.takeRetained(millis, timing.wall(), timing.nano());
        } else {
            uptime.takeLive(millis, timing.wall(), timing.nano());
        }
    }

    @Override
    public Future<Void> close() {
        closed = true;
        link.close();
        return Future.succeededFuture();
    }
}
