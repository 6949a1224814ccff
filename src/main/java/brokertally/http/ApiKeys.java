package brokertally.http;

import brokertally.auth.ApiKey;
import brokertally.auth.ApiKeyCodec;
import brokertally.auth.Keyring;
import brokertally.auth.Minter;
import brokertally.auth.Role;
import brokertally.cluster.Shared;
import brokertally.model.Measure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API keys of a running sidecar: those of the whole cluster, and those of this sidecar's bootstrap file. Lives on the event
 * loop; {@link #keyring} may be asked anywhere.
 */
public final class ApiKeys {
    /** As in EMQX. Two sidecars that each make the last one at the same moment can exceed it by one. */
    static final int MAX_KEYS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(ApiKeys.class);
    private static final String PREFIX = "api_key/";
    private static final byte[] REMOVED = {};

    private final Shared shared;
    private final Minter minter;
    private final InstantSource clock;
    private final Hasher hasher;
    private final Optional<BootstrapKeys> file;
    private final Set<String> unreadable = new HashSet<>();
    private List<ApiKey> fromFile = List.of();
    private Future<?> last = Future.succeededFuture();
    private volatile Keyring keyring = Keyring.EMPTY;

    /**
     * Knows no key before {@link #reloadFile}.
     *
     * @param shared where the keys are kept
     * @param file {@code api_key.bootstrap_file}
     */
    public ApiKeys(Vertx vertx, Shared shared, Optional<Path> file, Minter minter, InstantSource clock) {
        this.shared = shared;
        this.minter = minter;
        this.clock = clock;
        this.hasher = new Hasher(vertx);
        this.file = file.map(BootstrapKeys::new);
        shared.whenChanged(PREFIX, this::reread);
    }

    /** All keys at this moment. */
    public Keyring keyring() {
        return keyring;
    }

    Minter minter() {
        return minter;
    }

    InstantSource clock() {
        return clock;
    }

    Hasher hasher() {
        return hasher;
    }

    /** Calls the listener, on the event loop, after keys of the cluster have changed. */
    void whenChanged(Runnable listener) {
        shared.whenChanged(PREFIX, listener);
    }

    Future<Void> settled() {
        return shared.settled();
    }

    /** Reads the bootstrap file; when something is wrong with it the keys that it had stay. The result is the problems. */
    public Future<List<String>> reloadFile() {
        if (file.isEmpty()) {
            reread();
            return Future.succeededFuture(List.of());
        }
        return hasher.run(() -> {
                    file.get().openness().ifPresent(LOG::warn);
                    return file.get().load(minter, clock.instant());
                })
                .map(loaded -> {
                    if (loaded.problems().isEmpty()) {
                        fromFile = loaded.keys();
                        reread();
                        LOG.info("bootstrap file read keys={}", fromFile.size());
                    }
                    return loaded.problems();
                });
    }

    /** Makes a key and keeps it; fails with a {@link Refusal} when the name is taken or there are too many. */
    Future<Minter.Minted> create(Minter.Wish wish) {
        return inTurn(() -> {
            refuseNew(wish.name());
            return mint(wish).compose(minted -> store(minted.key()).map(minted));
        });
    }

    private void refuseNew(String name) {
        if (keyring.byName(name).isPresent() || shared.get(PREFIX + name).isPresent()) {
            throw new Refusal(400, "BAD_REQUEST", "name: " + BadRequest.quoted(name) + " exists");
        }
        if (shared.all(PREFIX).size() >= MAX_KEYS) {
            throw new Refusal(400, "BAD_REQUEST", "there are " + MAX_KEYS + " keys, which is the most; delete one");
        }
    }

    /** Makes a key without keeping it. */
    Future<Minter.Minted> mint(Minter.Wish wish) {
        return hasher.run(() -> minter.mint(wish, clock.instant()));
    }

    /** Keeps a key on all sidecars; completes when it is in force here. */
    Future<Void> store(ApiKey key) {
        return shared.put(PREFIX + key.name(), ApiKeyCodec.encode(key)).onSuccess(kept -> reread());
    }

    /**
     * Changes a key of the cluster; fails with a {@link Refusal} when there is none of this name, or no administrator would
     * be left.
     */
    Future<ApiKey> change(String name, UnaryOperator<ApiKey> change) {
        return inTurn(() -> {
            ApiKey changed = change.apply(ofApi(name));
            refuseLast(name, Optional.of(changed));
            return store(changed).map(changed);
        });
    }

    /**
     * Deletes a key of the cluster; fails with a {@link Refusal} when there is none of this name, or no administrator would
     * be left.
     */
    Future<Void> delete(String name) {
        return inTurn(() -> {
            if (!unreadable.contains(name)) {
                ofApi(name);
                refuseLast(name, Optional.empty());
            }
            return shared.put(PREFIX + name, REMOVED).onSuccess(removed -> reread());
        });
    }

    /**
     * Nobody locks everybody out by a slip. Knows the keys of the cluster and of this sidecar's bootstrap file; two sidecars
     * that each take away one of the last two at the same moment are not seen.
     */
    private void refuseLast(String name, Optional<ApiKey> after) {
        Instant now = clock.instant();
        boolean before = keyring.byName(name)
                .filter(entry -> administers(entry.key(), now))
                .isPresent();
        boolean others = keyring.all().stream()
                .anyMatch(entry -> !entry.key().name().equals(name) && administers(entry.key(), now));
        if (before && !others && after.filter(key -> administers(key, now)).isEmpty()) {
            throw new Refusal(
                    409, "CONFLICT", BadRequest.quoted(name) + " is the last administrator; make another first");
        }
    }

    private static boolean administers(ApiKey key, Instant now) {
        return key.role() == Role.ADMINISTRATOR && key.isValid(now);
    }

    private ApiKey ofApi(String name) {
        Keyring.Entry entry = keyring.byName(name).orElseThrow(() -> new Refusal(404, "NOT_FOUND", "Name NOT FOUND"));
        if (entry.source() == Keyring.Source.FILE) {
            throw new Refusal(409, "CONFLICT", "this key is in a sidecar's bootstrap file; change it there");
        }
        return entry.key();
    }

    /** One change after the other, so that each sees what the one before has made. */
    private <T> Future<T> inTurn(Supplier<Future<T>> change) {
        Future<T> next = last.transform(before -> change.get());
        last = next;
        return next;
    }

    private void reread() {
        List<ApiKey> keys = new ArrayList<>();
        Set<String> bad = new HashSet<>();
        for (Map.Entry<String, byte[]> entry : shared.all(PREFIX).entrySet()) {
            String name = entry.getKey().substring(PREFIX.length());
            decode(name, entry.getValue()).ifPresentOrElse(keys::add, () -> bad.add(name));
        }
        unreadable.retainAll(bad);
        keyring = Keyring.of(keys, fromFile);
    }

    private Optional<ApiKey> decode(String name, byte[] body) {
        try {
            ApiKey key = ApiKeyCodec.decode(body);
            if (key.name().equals(name)) {
                return Optional.of(key);
            }
            complain(name, "it is another key");
        } catch (ApiKeyCodec.Unreadable e) {
            complain(name, e.getMessage());
        }
        return Optional.empty();
    }

    private void complain(String name, String why) {
        if (unreadable.add(name)) {
            LOG.warn("api key unreadable, it is refused name={} reason={}", name, why);
        }
    }

    List<Measure> measures() {
        List<Measure> measures = new ArrayList<>();
        Keyring now = keyring;
        for (Keyring.Source source : Keyring.Source.values()) {
            measures.add(Measure.gauge(
                            "brokertally_api_keys",
                            "API keys that this sidecar knows, by where they come from.",
                            now.count(source))
                    .with("source", KeyJson.text(source)));
        }
        measures.add(Measure.gauge(
                "brokertally_api_keys_unreadable",
                "Stored API keys that this version cannot read and therefore refuses.",
                unreadable.size()));
        return measures;
    }
}
