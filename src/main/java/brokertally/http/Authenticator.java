package brokertally.http;

import brokertally.auth.ApiKey;
import brokertally.auth.BasicCredentials;
import brokertally.auth.FailureLimit;
import brokertally.auth.Keyring;
import brokertally.auth.SecretHash;
import brokertally.auth.VerifiedCache;
import brokertally.auth.Verifier;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Whether credentials are right: at once when they were found right lately, whatever the limit says, so that an attacker does
 * not shut the scrapers out; else after a slow hash, and only as often as the limit allows. Lives on one event loop.
 */
final class Authenticator {
    /** Room for all scrapes that one Prometheus begins at the same moment, before the first of them is known to be right. */
    private static final FailureLimit.Rate PER_ADDRESS = new FailureLimit.Rate(50, 1);
    /** Five hashes a second keep a core busy for a fifth of the time. */
    private static final FailureLimit.Rate OVERALL = new FailureLimit.Rate(100, 5);

    private static final int ADDRESSES = 4096;
    private static final int CACHED = 1024;
    private static final int MAC_KEY_BYTES = 32;

    private final ApiKeys keys;
    private final LongSupplier nanos;
    private final FailureLimit limit = new FailureLimit(PER_ADDRESS, OVERALL, ADDRESSES);
    private final VerifiedCache cache;
    private Future<Verifier> verifier = Future.failedFuture("not asked yet");

    Authenticator(ApiKeys keys, LongSupplier nanos) {
        this.keys = keys;
        this.nanos = nanos;
        this.cache = new VerifiedCache(keys.minter().bytes(MAC_KEY_BYTES), CACHED);
    }

    /** What was found. */
    sealed interface Decision {
        /** Right and valid now. */
        record Granted(ApiKey key) implements Decision {}

        /** Unknown, wrong, disabled or expired: nobody is told which. */
        record Denied() implements Decision {}

        /** Not looked at. */
        record Limited(long retrySeconds) implements Decision {}
    }

    /** Has the decoy made; to be called before anything is decided. */
    Future<?> prepare() {
        verifier = keys.hasher().run(() -> new Verifier(keys.minter().decoy()));
        return verifier;
    }

    /** Decides, perhaps later, on the event loop. */
    Future<Decision> decide(BasicCredentials presented, String address) {
        Verifier ready = verifier.result();
        Keyring keyring = keys.keyring();
        SecretHash against = ready.against(keyring, presented);
        if (cache.contains(against, presented)) {
            return Future.succeededFuture(decision(keyring.byKey(presented.key())
                    .filter(key -> key.isValid(keys.clock().instant()))));
        }
        OptionalLong wait = limit.take(address, nanos.getAsLong());
        if (wait.isPresent()) {
            return Future.succeededFuture(new Decision.Limited(wait.getAsLong()));
        }
        if (keys.hasher().isBusy()) {
            limit.giveBack(address);
            return Future.succeededFuture(new Decision.Limited(1));
        }
        Instant now = keys.clock().instant();
        return keys.hasher().run(() -> ready.verify(keyring, presented, now)).map(found -> {
            found.ifPresent(key -> {
                limit.giveBack(address);
                cache.add(key.hash(), presented);
            });
            return decision(found.flatMap(this::asOfNow));
        });
    }

    /** The key may have been changed or deleted while its secret was hashed. */
    private Optional<ApiKey> asOfNow(ApiKey verified) {
        return keys.keyring()
                .byKey(verified.key())
                .filter(key -> key.hash().equals(verified.hash()))
                .filter(key -> key.isValid(keys.clock().instant()));
    }

    private static Decision decision(Optional<ApiKey> key) {
        return key.<Decision>map(Decision.Granted::new).orElseGet(Decision.Denied::new);
    }
}
