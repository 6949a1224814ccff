package brokertally.cluster;

import brokertally.model.Reason;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How this sidecar and the others meet and part. Lives on one event loop. */
final class Encounters {
    private static final Logger LOG = LoggerFactory.getLogger(Encounters.class);
    private static final long GREET_AGAIN_MILLIS = 200;
    private static final int GREETINGS = 25;
    private static final long PROBE_MILLIS = 2_000;

    private final Vertx vertx;
    private final Membership membership;
    private final Roster roster;
    private final PeerClient peers;
    private final Set<String> probed = new HashSet<>();
    private final List<Consumer<String>> onMet = new ArrayList<>();
    private final List<BiConsumer<String, Reason>> onGone = new ArrayList<>();

    Encounters(Vertx vertx, Membership membership, Roster roster, PeerClient peers) {
        this.vertx = vertx;
        this.membership = membership;
        this.roster = roster;
        this.peers = peers;
    }

    /** Calls the listener when a member that has joined gives its first report. */
    void whenMet(Consumer<String> listener) {
        onMet.add(listener);
    }

    /** Calls the listener whenever a member leaves or vanishes. */
    void whenGone(BiConsumer<String, Reason> listener) {
        onGone.add(listener);
    }

    /** Takes note of who is in the cluster: its events are lost when it merges after a split. */
    void meet() {
        List<String> members = membership.members();
        members.forEach(this::joined);
        roster.present().stream().filter(m -> !members.contains(m)).forEach(this::vanished);
    }

    /** Asks whoever was silent a moment ago, so that no scrape has to wait to find out whether it is back. */
    void probe() {
        for (Roster.Member member : roster.members(System.nanoTime())) {
            if (member.presence() == Reason.SKIPPED && probed.add(member.member())) {
                peers.ask(member.member(), Long.MAX_VALUE, PROBE_MILLIS)
                        .onComplete(asked -> probed.remove(member.member()));
            }
        }
    }

    /** Warms the way to a new member up: the first request over a cold connection takes hundreds of milliseconds. */
    void joined(String member) {
        if (!member.equals(membership.member()) && roster.joined(member)) {
            LOG.info("member joined member={}", member);
            greet(member, GREETINGS);
        }
    }

    /** A member that has just joined has no consumer on the bus yet, or no sample; it is greeted again until it has. */
    private void greet(String member, int left) {
        if (roster.member(member, System.nanoTime()).isEmpty()) {
            return;
        }
        peers.ask(member, Long.MAX_VALUE, ClusterLink.WARM_UP_MILLIS).onComplete(asked -> {
            boolean silent = asked.failed() || asked.result().broker().reason() == Reason.NOT_READ_YET;
            if (silent && left > 0) {
                vertx.setTimer(GREET_AGAIN_MILLIS, id -> greet(member, left - 1));
            } else if (asked.succeeded()) {
                LOG.info(
                        "member reports member={} node={}",
                        member,
                        asked.result().node());
                onMet.forEach(listener -> listener.accept(member));
            } else {
                LOG.warn(
                        "member is silent member={} reason={} hint=\"{}\"",
                        member,
                        asked.cause().getMessage(),
                        "is cluster.tls the same everywhere, and can cluster.bus_port of the member be reached?");
            }
        });
    }

    void vanished(String member) {
        LOG.info("member left member={}", member);
        roster.vanished(member, System.nanoTime());
        gone(member, Reason.LOST);
    }

    /** Tells the listeners. */
    void gone(String member, Reason reason) {
        onGone.forEach(listener -> listener.accept(member, reason));
    }
}
