package brokertally.cluster;

import brokertally.entries.Entries;
import brokertally.entries.Entry;
import brokertally.entries.Stamp;
import brokertally.model.Measure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shared entries of this sidecar: in memory, on disk, and on the bus. What it writes goes to its own disk first, then to
 * the others; what others wrote is in force at once and on disk soon. Lives on one event loop.
 */
final class SharedStore implements Shared {
    /** The entry that stands in {@code cluster.hocon}. */
    static final String CONFIGURATION = "prometheus";

    private static final Logger LOG = LoggerFactory.getLogger(SharedStore.class);
    private static final long TELL_MILLIS = 1_500;
    private static final long AWARE_MILLIS = 2_000;
    private static final int CONFLICTS_REMEMBERED = 1_000;

    private final Vertx vertx;
    private final String member;
    private final Optional<SharedDisk> disk;
    private final SharedCounts counts = new SharedCounts();
    private final SharedExchange exchange;
    private final List<Listener> listeners = new ArrayList<>();
    private final Set<Stamp> noted = new HashSet<>(); // writings of which it has been said that they are lost
    private final Set<String> unsaved = new HashSet<>();
    private Entries entries = Entries.EMPTY;
    private Future<Void> writing = Future.succeededFuture();
    private boolean saidThatNothingIsKept;
    private boolean saidThatSomeAreRefused;

    private record Listener(String prefix, Runnable action) {}

    /**
     * The entries of one sidecar.
     *
     * @param member this sidecar
     * @param dataDir where they are kept; empty = nowhere
     */
    SharedStore(Vertx vertx, String member, Optional<Path> dataDir, SharedExchange.Others others) {
        this.vertx = vertx;
        this.member = member;
        this.disk = dataDir.map(SharedDisk::new);
        this.exchange = new SharedExchange(vertx, others, this);
    }

    /** Reads what an earlier process has left on disk; never fails. */
    Future<Void> load() {
        if (disk.isEmpty()) {
            return Future.succeededFuture();
        }
        return vertx.executeBlocking(() -> disk.get().load(member), false)
                .onSuccess(loaded -> {
                    loaded.problems().forEach(problem -> LOG.warn("shared entries on disk: {}", problem));
                    counts.damaged(loaded.problems().size());
                    loaded.edited()
                            .ifPresent(entry -> LOG.info(
                                    "cluster.hocon edited by hand version={}",
                                    entry.stamp().version()));
                    entries = entries.join(loaded.entries()).trimmed();
                    LOG.info("shared entries read entries={}", entries.size());
                    changed(List.copyOf(loaded.entries().all()));
                })
                .onFailure(error -> LOG.warn("shared entries cannot be read reason=\"{}\"", error.getMessage()))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    SharedExchange exchange() {
        return exchange;
    }

    Entries entries() {
        return entries;
    }

    @Override
    public Optional<byte[]> get(String name) {
        return entries.entry(name).filter(entry -> !entry.removed()).map(Entry::body);
    }

    @Override
    public SortedMap<String, byte[]> all(String prefix) {
        return entries.living(prefix);
    }

    @Override
    public void whenChanged(String prefix, Runnable listener) {
        listeners.add(new Listener(prefix, listener));
    }

    @Override
    public Future<Void> settled() {
        return exchange.settled();
    }

    @Override
    public Future<Void> put(String name, byte[] body) {
        if (disk.isEmpty() && !saidThatNothingIsKept) {
            saidThatNothingIsKept = true;
            LOG.warn("data_dir is empty: what the API changes is forgotten when all sidecars are down at once");
        }
        return aware().compose(v -> putInTurn(name, body));
    }

    /** Who has not heard yet what the others have would write below it, and its change would be lost after it was confirmed. */
    private Future<Void> aware() {
        Future<Void> settled = settled();
        return settled.isComplete()
                ? settled
                : settled.timeout(AWARE_MILLIS, TimeUnit.MILLISECONDS).otherwiseEmpty();
    }

    private Future<Void> putInTurn(String name, byte[] body) {
        Promise<Entry> written = Promise.promise();
        writing = writing.transform(before -> {
            write(name, body).onComplete(written);
            return written.future().<Void>mapEmpty().otherwiseEmpty();
        });
        return written.future().compose(entry -> exchange.tell(name)
                .timeout(TELL_MILLIS, TimeUnit.MILLISECONDS)
                .otherwiseEmpty());
    }

    private Future<Entry> write(String name, byte[] body) {
        Entry entry;
        try {
            entry = entries.next(name, body, member);
            Optional<String> refusal = new Admission(entries).refusal(entry);
            if (refusal.isPresent()) {
                throw new IllegalArgumentException("it " + refusal.get());
            }
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(new IOException("not kept: " + e.getMessage(), e));
        }
        return save(entries.with(entry).trimmed(), name)
                .onSuccess(saved -> {
                    entries.entry(name).ifPresent(present -> compare(present, entry)); // heard of meanwhile
                    adopt(List.of(entry));
                    LOG.info(
                            "shared entry written name={} version={}",
                            name,
                            entry.stamp().version());
                })
                .map(entry);
    }

    private Future<Void> save(Entries all, String name) {
        if (disk.isEmpty()) {
            return Future.succeededFuture();
        }
        return vertx.<Void>executeBlocking(
                () -> {
                    disk.get().save(all, name);
                    return null;
                },
                false);
    }

    /** Takes what others have; {@link #persist} brings it to disk. */
    void take(List<Entry> theirs) {
        Admission admission = new Admission(entries);
        List<Entry> news = new ArrayList<>();
        for (Entry entry : theirs) {
            Optional<Entry> own = entries.entry(entry.name());
            if (own.filter(entry::equals).isPresent()) {
                continue;
            }
            Optional<String> refusal = admission.refusal(entry);
            if (refusal.isPresent()) {
                refused(entry, refusal.get());
                continue;
            }
            own.ifPresent(other -> compare(other, entry));
            if (own.filter(other -> other.compareTo(entry) >= 0).isEmpty()) {
                admission.add(entry);
                news.add(entry);
            }
        }
        if (!news.isEmpty()) {
            news.forEach(entry -> unsaved.add(entry.name()));
            adopt(news);
        }
    }

    private void refused(Entry entry, String why) {
        counts.refused();
        if (!saidThatSomeAreRefused) {
            saidThatSomeAreRefused = true;
            LOG.warn(
                    "an entry of another sidecar is refused, others will be counted only name={} version={} reason=\"{}\"",
                    entry.name(),
                    entry.stamp(),
                    why);
        }
    }

    private void compare(Entry own, Entry theirs) {
        if (!own.equals(theirs)) {
            Entries.lost(own, theirs).ifPresent(lost -> lost(lost, lost.equals(theirs) ? own : theirs));
        }
    }

    private void adopt(List<Entry> news) {
        Entries joined = entries;
        for (Entry entry : news) {
            joined = joined.with(entry);
        }
        entries = joined.trimmed();
        changed(news);
    }

    private void changed(List<Entry> news) {
        for (Listener listener : List.copyOf(listeners)) {
            if (news.stream().anyMatch(entry -> entry.name().startsWith(listener.prefix()))) {
                listener.action().run();
            }
        }
    }

    private void lost(Entry lost, Entry winner) {
        if (noted.size() >= CONFLICTS_REMEMBERED) {
            noted.clear();
        }
        if (!noted.add(lost.stamp())) {
            return;
        }
        counts.conflict();
        LOG.warn(
                "two sidecars changed the same while they could not hear each other name={} kept={} lost={}",
                lost.name(),
                winner.stamp(),
                lost.stamp());
        disk.ifPresent(files -> writing = writing.transform(before -> vertx.executeBlocking(
                        () -> files.keep(lost), false)
                .onSuccess(file -> LOG.warn("the lost change is kept file={}", file))
                .onFailure(error -> LOG.warn("the lost change cannot be kept reason=\"{}\"", error.getMessage()))
                .<Void>mapEmpty()
                .otherwiseEmpty()));
    }

    /** Brings to disk what others wrote; when the disk refuses, it is tried again later. Never fails. */
    Future<Void> persist() {
        if (disk.isEmpty() || unsaved.isEmpty()) {
            return writing;
        }
        writing = writing.transform(before -> saveAll(List.copyOf(unsaved)));
        return writing;
    }

    private Future<Void> saveAll(List<String> names) {
        if (names.isEmpty()) {
            return Future.succeededFuture();
        }
        Entries now = entries;
        Set<Boolean> files = new HashSet<>();
        List<Future<Void>> saves = new ArrayList<>();
        for (String name : names) {
            if (files.add(SharedDisk.isConfiguration(name))) {
                saves.add(save(now, name));
            }
        }
        return Future.all(saves)
                .onSuccess(saved -> {
                    names.stream()
                            .filter(name -> entries.entry(name).equals(now.entry(name)))
                            .forEach(unsaved::remove);
                    kept(true, "");
                })
                .onFailure(error -> kept(false, String.valueOf(error.getMessage())))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    private void kept(boolean now, String reason) {
        if (now && !counts.isKept()) {
            LOG.info("what other sidecars changed is on disk again");
        } else if (!now && counts.isKept()) {
            LOG.warn("what other sidecars changed cannot be written, it is tried again reason=\"{}\"", reason);
        }
        counts.kept(now);
    }

    List<Measure> measures() {
        return counts.measures();
    }
}
