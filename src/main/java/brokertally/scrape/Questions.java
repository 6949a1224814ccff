package brokertally.scrape;

import brokertally.cluster.ClusterLink;
import brokertally.cluster.PeerClient;
import brokertally.cluster.Roster;
import brokertally.config.Settings;
import brokertally.model.NodeReport;
import brokertally.model.Reason;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The questions to the other sidecars that are under way: one for each member at a time. A scrape that comes while one is
 * under way waits for the next, which it shares with all who come meanwhile: the answer under way may be older than what
 * another sidecar has already shown. Lives on one event loop.
 */
final class Questions {
    /** Who has not answered a question of this age is taken for silent, whichever scrape finds out. */
    private static final long PATIENCE_MILLIS = 500;

    private final ClusterLink link;
    private final long maxAgeMillis;
    private final long limitMillis;
    private final Map<String, Question> open = new HashMap<>();

    private static final class Question {
        private final long askedNanos = System.nanoTime();
        private final Promise<Reason> outcome = Promise.promise();
        private Optional<Promise<Reason>> next = Optional.empty();
    }

    Questions(ClusterLink link, Settings settings) {
        this.link = link;
        this.maxAgeMillis = settings.sampling().maxAge().toMillis();
        this.limitMillis = settings.gather().timeout().toMillis();
        link.whenGone(this::settle);
    }

    /**
     * True when a member need not be asked: its sample is certainly younger than samples have to be, so that it has not shown
     * a newer one either. With 0 the broker is read for every scrape.
     */
    boolean isYoung(Roster.Member member) {
        return member.certain()
                && member.report()
                        .filter(report ->
                                report.broker().up() && report.snapshot().isPresent())
                        .map(report -> report.ageMillis() < maxAgeMillis)
                        .orElse(false);
    }

    private boolean isYoung(String member) {
        return link.roster()
                .member(member, System.nanoTime())
                .filter(this::isYoung)
                .isPresent();
    }

    /** Why there is no report of the member, or {@link Reason#NONE} once it is in the roster; never fails. */
    Future<Reason> ask(String member) {
        Question underWay = open.get(member);
        if (underWay == null) {
            return begin(member);
        }
        if (underWay.next.isEmpty()) {
            underWay.next = Optional.of(Promise.promise());
        }
        return underWay.next.get().future();
    }

    private Future<Reason> begin(String member) {
        Question question = new Question();
        open.put(member, question);
        link.peers().ask(member, maxAgeMillis, limitMillis).onComplete(asked -> {
            if (open.get(member) == question) {
                settle(member, reason(asked));
            }
        });
        return question.outcome.future();
    }

    /** A scrape gives up waiting: where the member had time enough, nobody waits for it any longer. */
    void giveUp(String member, long nowNanos) {
        Question question = open.get(member);
        if (question != null && nowNanos - question.askedNanos >= patienceNanos()) {
            link.roster().timedOut(member, nowNanos);
            settle(member, Reason.TIMEOUT);
        }
    }

    /** A shorter {@code gather.timeout} is all the time there is; the last milliseconds are the timer's. */
    private long patienceNanos() {
        return (Math.min(PATIENCE_MILLIS, limitMillis) - 5) * 1_000_000;
    }

    private void settle(String member, Reason reason) {
        Question question = open.remove(member);
        if (question == null) {
            return;
        }
        question.outcome.complete(reason);
        // Who is silent or gone is not asked again for those who came later: they would wait as long once more.
        question.next.ifPresent(next -> {
            if (reason == Reason.NONE && !isYoung(member)) {
                begin(member).onSuccess(next::complete);
            } else {
                next.complete(reason);
            }
        });
    }

    private static Reason reason(AsyncResult<NodeReport> asked) {
        if (asked.succeeded()) {
            return Reason.NONE;
        }
        return asked.cause() instanceof PeerClient.NoReport none ? none.reason() : Reason.FAILED;
    }
}
