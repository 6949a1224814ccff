package brokertally.auth;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How often somebody may be wrong: token buckets, one for each address and one for all. A try takes a token before its slow hash
 * and gets it back when it was right, so that tries at the same time cannot pass together. Not thread safe.
 */
public final class FailureLimit {
    private static final double NANOS = 1e9;

    private final Rate perAddress;
    private final Bucket overall;
    private final Map<String, Bucket> addresses;

    /**
     * So many failures at once, and so many per second for ever.
     *
     * @param burst tokens in a full bucket
     * @param perSecond tokens that come back
     */
    public record Rate(int burst, double perSecond) {
        public Rate {
            if (burst < 1 || !(perSecond > 0)) {
                throw new IllegalArgumentException("a limit of " + burst + " and " + perSecond + " per second");
            }
        }
    }

    /**
     * Full buckets.
     *
     * @param perAddress for one address
     * @param overall for all together: what bounds the work when many addresses attack
     * @param capacity so many addresses are remembered, those that tried last; a forgotten one begins anew, within the overall limit
     */
    public FailureLimit(Rate perAddress, Rate overall, int capacity) {
        this.perAddress = perAddress;
        this.overall = new Bucket(overall);
        this.addresses = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
                return size() > capacity;
            }
        };
    }

    /** Takes a token for a try; else says after how many whole seconds, at least 1, there may be one. */
    public OptionalLong take(String address, long nowNanos) {
        Bucket own = addresses.computeIfAbsent(address, fresh -> new Bucket(perAddress));
        own.refill(nowNanos);
        overall.refill(nowNanos);
        if (own.tokens < 1 || overall.tokens < 1) {
            return OptionalLong.of(Math.max(own.secondsToOne(), overall.secondsToOne()));
        }
        own.tokens--;
        overall.tokens--;
        return OptionalLong.empty();
    }

    /** Gives the token of a try back that was right. */
    public void giveBack(String address) {
        Bucket own = addresses.get(address);
        if (own != null) {
            own.giveBack();
        }
        overall.giveBack();
    }

    int size() {
        return addresses.size();
    }

    private static final class Bucket {
        private final Rate rate;
        private double tokens;
        private long filledAt;
        private boolean used;

        Bucket(Rate rate) {
            this.rate = rate;
            this.tokens = rate.burst();
        }

        void refill(long nowNanos) {
            if (used) {
                double elapsed = Math.max(0, nowNanos - filledAt) / NANOS;
                tokens = Math.min(rate.burst(), tokens + elapsed * rate.perSecond());
            }
            used = true;
            filledAt = nowNanos;
        }

        void giveBack() {
            tokens = Math.min(rate.burst(), tokens + 1);
        }

        long secondsToOne() {
            return tokens >= 1 ? 1 : Math.max(1, (long) Math.ceil((1 - tokens) / rate.perSecond()));
        }
    }
}
