package brokertally.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerifierTest {
    private static final int TRIES = 2_000;
    private static final int ITERATIONS = 500;

    private final Verifier verifier = new Verifier(Keys.MINTER.decoy());

    @Test
    void onlyTheRightSecretOfAValidKey_isVerified() {
        ApiKey key = Keys.of("a", "k", "s");
        Keyring ring = Keyring.of(List.of(key), List.of());
        Keyring disabled = Keyring.of(List.of(key.withEnabled(false)), List.of());
        Keyring expired = Keyring.of(List.of(key.withExpiresAt(Optional.of(Keys.NOW.minusSeconds(1)))), List.of());
        BasicCredentials right = new BasicCredentials("k", "s");

        assertThat(verifier.verify(ring, right, Keys.NOW)).contains(key);
        assertThat(verifier.verify(ring, new BasicCredentials("k", "x"), Keys.NOW))
                .isEmpty();
        assertThat(verifier.verify(ring, new BasicCredentials("x", "s"), Keys.NOW))
                .isEmpty();
        assertThat(verifier.verify(disabled, right, Keys.NOW)).isEmpty();
        assertThat(verifier.verify(expired, right, Keys.NOW)).isEmpty();
        assertThat(verifier.verify(Keyring.EMPTY, right, Keys.NOW)).isEmpty();
    }

    /** Threat T17: 2 × 2,000 tries, taken in turn so that whatever else the machine does falls on both. */
    @Test
    void t17_unknownKey_takesAsLongAsAKnownOne() {
        Minter minter = new Minter(ITERATIONS);
        ApiKey known = minter.ofFile(new BootstrapFile.Line("known", "secret", Role.VIEWER), Keys.NOW);
        Keyring ring = Keyring.of(List.of(known), List.of());
        Verifier timed = new Verifier(minter.decoy());
        long[] knownNanos = new long[TRIES];
        long[] unknownNanos = new long[TRIES];
        for (int round = 0; round < 2; round++) { // the first one warms up
            for (int i = 0; i < TRIES; i++) {
                knownNanos[i] = nanos(timed, ring, new BasicCredentials("known", "wrong" + i));
                unknownNanos[i] = nanos(timed, ring, new BasicCredentials("other", "wrong" + i));
            }
        }
        double ratio = (double) median(unknownNanos) / median(knownNanos);
        System.out.printf("VerifierTest: T17 unknown/known median %.4f over 2 x %d tries%n", ratio, TRIES);
        assertThat(ratio).isBetween(0.95, 1.05);
    }

    private static long nanos(Verifier verifier, Keyring ring, BasicCredentials presented) {
        long start = System.nanoTime();
        boolean verified = verifier.verify(ring, presented, Keys.NOW).isPresent();
        long nanos = System.nanoTime() - start;
        assertThat(verified).isFalse();
        return nanos;
    }

    private static long median(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
