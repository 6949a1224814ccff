package brokertally.model;

import java.util.Locale;
import java.util.Optional;

/**
 * How a sidecar's push stands; goes to the other sidecars with its report.
 *
 * @param kind in one word
 * @param failure why the last push failed; there exactly when the kind is {@link Kind#FAILING}
 * @param lastSuccessMillis when a push last succeeded, Unix milliseconds; 0 = none yet
 */
public record PushState(Kind kind, Optional<PushFailure> failure, long lastSuccessMillis) {
    /** Switched off, as by default. */
    public static final PushState OFF = new PushState(Kind.OFF, Optional.empty(), 0);

    public PushState {
        if (kind == null || failure == null) {
            throw new IllegalArgumentException("push state with a null part");
        }
        if (failure.isPresent() != (kind == Kind.FAILING)) {
            throw new IllegalArgumentException("push state " + kind.text() + " with failure " + failure);
        }
        if (lastSuccessMillis < 0) {
            throw new IllegalArgumentException("negative time of success " + lastSuccessMillis);
        }
    }

    /** How it stands in one word. */
    public enum Kind {
        /** Switched off. */
        OFF(0),
        /** Switched on; nothing was sent yet. */
        WAITING(1),
        /** Another member pushes for the cluster. */
        STANDBY(2),
        /** The last push succeeded. */
        PUSHING(3),
        /** The last push failed. */
        FAILING(4);

        private static final Kind[] ALL = values();
        private final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }

        /** The word that is shown, e.g. {@code standby}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The number that stands for it in sent bytes; never changes. */
        public byte code() {
            return code;
        }

        /** The one with this code; throws {@link IllegalArgumentException} when there is none. */
        public static Kind ofCode(int code) {
            if (code < 0 || code >= ALL.length) {
                throw new IllegalArgumentException("no push state has code " + code);
            }
            return ALL[code];
        }
    }
}
