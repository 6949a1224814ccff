package brokertally.cluster;

import brokertally.entries.Entries;
import brokertally.model.Fingerprint;
import brokertally.wire.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Shared entries between sidecars. Nobody sends entries: who has written one says so, and the others ask for it. Now and then
 * each asks each, with a digest, so that nothing stays missed. Lives on one event loop.
 */
final class SharedExchange {
    static final long INTERVAL_MILLIS = 5_000;
    private static final long TIMEOUT_MILLIS = 1_000;
    private static final long AGAIN_MILLIS = 100;
    private static final long START_MILLIS = 2_000;

    /** Messages in answer to one question; more than all that a member may have. */
    private static final int MOST_PARTS = Entries.MOST;

    /** Names that are asked for at the same time because of news; what is missed comes with the next exchange. */
    private static final int MOST_FETCHES = 200;

    private final Vertx vertx;
    private final Others others;
    private final SharedStore store;
    private final Promise<Void> settled = Promise.promise();
    private final Map<String, Future<Void>> asking = new HashMap<>();
    private final Map<Message.News, Future<Void>> fetching = new HashMap<>();
    private final Map<Message.News, Future<Void>> next = new HashMap<>(); // behind those in fetching

    SharedExchange(Vertx vertx, Others others, SharedStore store) {
        this.vertx = vertx;
        this.others = others;
        this.store = store;
    }

    /**
     * The other sidecars.
     *
     * @param self this one
     * @param present identifiers of those that are in the cluster now
     * @param line asks one of them
     */
    record Others(String self, Supplier<List<String>> present, Line line) {}

    /** Asks a member; fails when it does not answer in time. */
    interface Line {
        Future<Message> ask(String member, Message question, long timeoutMillis);
    }

    Future<Void> settled() {
        return settled.future();
    }

    /** Asks these for all, again while they do not answer, but not for long. */
    void begin(List<String> members) {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MILLIS);
        List<Future<Void>> all =
                members.stream().map(member -> persistently(member, until)).toList();
        Future.join(all).timeout(START_MILLIS, TimeUnit.MILLISECONDS).onComplete(done -> settled.tryComplete());
    }

    private Future<Void> persistently(String member, long untilNanos) {
        return with(member).recover(error -> {
            Promise<Void> again = Promise.promise();
            if (System.nanoTime() - untilNanos > 0) {
                again.complete();
            } else {
                vertx.setTimer(
                        AGAIN_MILLIS, id -> persistently(member, untilNanos).onComplete(again));
            }
            return again.future();
        });
    }

    /** Asks all for what they have more, and tries the disk again. */
    void tick() {
        others.present().get().forEach(this::with);
        store.persist();
    }

    /** Takes what a member has more. One question at a time to each: who comes meanwhile waits for the same answer. */
    Future<Void> with(String member) {
        Future<Void> under = asking.get(member);
        if (under != null) {
            return under;
        }
        Future<Void> asked = ask(member, store.entries().digest(), new Part(Entries.Range.ALL, MOST_PARTS))
                .eventually(store::persist);
        asking.put(member, asked);
        asked.onComplete(done -> asking.remove(member, asked));
        return asked;
    }

    private record Part(Entries.Range range, int left) {}

    private Future<Void> ask(String member, Fingerprint known, Part part) {
        return others.line()
                .ask(member, new Message.AskEntries(known, part.range()), TIMEOUT_MILLIS)
                .compose(answer -> answer instanceof Message.SomeEntries some
                        ? took(member, some, part)
                        : Future.failedFuture("not entries"));
    }

    private Future<Void> took(String member, Message.SomeEntries some, Part part) {
        store.take(some.entries().stream()
                .filter(entry -> part.range().contains(entry.name()))
                .toList());
        if (!some.more() || some.entries().isEmpty() || part.left() == 0) {
            return Future.succeededFuture();
        }
        String last = some.entries().get(some.entries().size() - 1).name();
        return ask(member, Fingerprint.NONE, new Part(part.range().after(last), part.left() - 1));
    }

    /** Tells all of an entry that was written here; completes when all have it, or do not answer. Never fails. */
    Future<Void> tell(String name) {
        Message news = new Message.News(others.self(), name);
        List<Future<Message>> told = others.present().get().stream()
                .map(member -> others.line().ask(member, news, TIMEOUT_MILLIS))
                .toList();
        return Future.join(told).<Void>mapEmpty().otherwiseEmpty();
    }

    /** Fetches what a member says that it has written; only from one that is in the cluster. */
    Future<Message> heard(Message.News news) {
        if (!others.present().get().contains(news.member()) || !Admission.isName(news.name())) {
            return Future.failedFuture("news from nobody, or of nothing");
        }
        Future<Void> under = fetching.get(news);
        Future<Void> taken = under == null ? fetch(news) : again(news, under);
        return taken.map(v -> new Message.Taken(version(news.name())));
    }

    private Future<Void> fetch(Message.News news) {
        if (fetching.size() >= MOST_FETCHES) {
            return Future.failedFuture("too much news at once");
        }
        Future<Void> fetched = ask(news.member(), Fingerprint.NONE, new Part(Entries.Range.only(news.name()), 0))
                .eventually(store::persist);
        fetching.put(news, fetched);
        fetched.onComplete(done -> fetching.remove(news, fetched));
        return fetched;
    }

    /** The question under way may have been answered before this writing: all that come meanwhile share one more. */
    private Future<Void> again(Message.News news, Future<Void> under) {
        Future<Void> behind = next.get(news);
        if (behind != null) {
            return behind;
        }
        Future<Void> following = under.transform(done -> {
            next.remove(news);
            return fetch(news);
        });
        if (!following.isComplete()) {
            next.put(news, following);
        }
        return following;
    }

    private long version(String name) {
        return store.entries().entry(name).map(entry -> entry.stamp().version()).orElse(0L);
    }

    /** What another asks for. */
    Message answer(Message.AskEntries ask) {
        Entries own = store.entries();
        if (own.digest().equals(ask.known())) {
            return new Message.SomeEntries(List.of(), false);
        }
        return Message.SomeEntries.of(own.between(ask.range()).toList());
    }

    /** The message that answers, when it is about shared entries. */
    Optional<Future<Message>> answer(Message question) {
        if (question instanceof Message.AskEntries ask) {
            return Optional.of(Future.succeededFuture(answer(ask)));
        }
        if (question instanceof Message.News news) {
            return Optional.of(heard(news));
        }
        return Optional.empty();
    }
}
