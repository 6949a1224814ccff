package brokertally.scrape;

import brokertally.cluster.ClusterLink;
import brokertally.cluster.Roster;
import brokertally.config.Settings.Counters;
import brokertally.model.NodeReport;
import brokertally.model.Reason;
import brokertally.tally.Gathered;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one scrape waits for. For counters that never fall more has to be known than the members' samples (DESIGN §4.3): that
 * another sidecar holds this one's own sample before it is shown, and what the others have last seen of a node that does not
 * answer; else a number could be shown that is lost, or is already known to be too low.
 */
final class Gather {
    /** Of a member that has not answered after this time the others are asked. */
    private static final long SUSPICION_MILLIS = 200;

    private final Gatherer gatherer;
    private final ClusterLink link;
    private final Counters counters;
    private final Set<String> members = new HashSet<>(); // that have not answered yet
    private final Map<String, Reason> missing = new HashMap<>();
    private final Set<String> inquired = new HashSet<>(); // nodes of which the others have been asked
    private final Promise<Gathered> promise = Promise.promise();
    private int others = 1; // things to wait for besides the members; the first is the start itself
    private long timer = -1;
    private long suspicion = -1;

    Gather(Gatherer gatherer, Counters counters) {
        this.gatherer = gatherer;
        this.link = gatherer.link();
        this.counters = counters;
    }

    Future<Gathered> start(long timeoutMillis) {
        timer = gatherer.vertx().setTimer(timeoutMillis, id -> expire());
        for (Roster.Member member : link.roster().members(System.nanoTime())) {
            if (member.presence() != Reason.NONE) {
                missing.put(member.member(), member.presence());
            } else if (!gatherer.questions().isYoung(member)) {
                members.add(member.member());
            }
        }
        if (!members.isEmpty()) {
            gatherer.counts().began();
        }
        if (counters == Counters.MONOTONE) {
            link.beat();
            await(link.settled());
            inquire(missing.keySet());
            suspicion = gatherer.vertx()
                    .setTimer(Math.max(1, Math.min(SUSPICION_MILLIS, timeoutMillis / 2)), id -> inquire(members));
        }
        await(link.own(gatherer.settings().sampling().maxAge().toMillis()).compose(own -> confirmed()));
        List.copyOf(members)
                .forEach(member -> gatherer.questions().ask(member).onSuccess(reason -> done(member, reason)));
        finish();
        return promise.future();
    }

    private Future<Void> confirmed() {
        return counters == Counters.MONOTONE ? link.confirm() : Future.succeededFuture();
    }

    private void await(Future<Void> other) {
        others++;
        other.onComplete(result -> finish());
    }

    private void finish() {
        others--;
        answerIfComplete();
    }

    private void done(String member, Reason reason) {
        members.remove(member);
        if (reason != Reason.NONE) {
            missing.put(member, reason);
        }
        if (counters == Counters.MONOTONE && (reason != Reason.NONE || isBrokerDown(member))) {
            inquire(Set.of(member));
        }
        answerIfComplete();
    }

    /** A sidecar that has just started beside a broker that is down may have seen less of it than others. */
    private boolean isBrokerDown(String member) {
        return link.roster()
                .member(member, System.nanoTime())
                .flatMap(Roster.Member::report)
                .filter(report -> !report.broker().up())
                .isPresent();
    }

    /** Asks the others what they have last seen of the nodes of these members. */
    private void inquire(Set<String> silent) {
        Set<String> nodes = new HashSet<>();
        for (String member : silent) {
            link.roster()
                    .member(member, System.nanoTime())
                    .flatMap(Roster.Member::report)
                    .map(NodeReport::node)
                    .filter(inquired::add)
                    .ifPresent(nodes::add);
        }
        if (!nodes.isEmpty()) {
            await(link.repair(nodes));
        }
    }

    private void answerIfComplete() {
        if (!members.isEmpty() || others > 0) {
            return;
        }
        // A sample that somebody else has asked for meanwhile would be shown too.
        Future<Void> last = confirmed();
        if (!last.isComplete()) {
            await(last);
        } else if (gatherer.vertx().cancelTimer(timer)) {
            answer();
        }
    }

    private void expire() {
        gatherer.counts().expired();
        answer();
        long now = System.nanoTime();
        List.copyOf(members).forEach(member -> gatherer.questions().giveUp(member, now));
    }

    /** A defect of ours must not leave the scraper waiting. */
    private void answer() {
        gatherer.vertx().cancelTimer(suspicion);
        try {
            promise.complete(gatherer.assembly().all(missing, Set.copyOf(members), counters));
        } catch (RuntimeException e) {
            promise.fail(e);
        }
    }
}
