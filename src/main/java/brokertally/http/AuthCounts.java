package brokertally.http;

import brokertally.model.Measure;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what became of requests that needed a key. */
final class AuthCounts {
    private final Map<Result, LongAdder> counts = new EnumMap<>(Result.class);

    AuthCounts() {
        Arrays.stream(Result.values()).forEach(result -> counts.put(result, new LongAdder()));
    }

    /** What became of a request. */
    enum Result {
        GRANTED,
        /** 401: no credentials, or of a scheme that is not known. */
        MISSING,
        /** 401: a bearer token. */
        BEARER,
        /** 400: no header that HTTP knows. */
        MALFORMED,
        /** 401: unknown, wrong, disabled or expired. */
        WRONG,
        /** 403: right, but the role does not allow it. */
        ROLE,
        /** 429. */
        LIMITED
    }

    void add(Result result) {
        counts.get(result).increment();
    }

    List<Measure> measures() {
        return counts.entrySet().stream()
                .map(entry -> Measure.counter(
                                "brokertally_auth_requests_total",
                                "Requests that needed an API key, by what became of them.",
                                entry.getValue().sum())
                        .with("result", entry.getKey().name().toLowerCase(Locale.ROOT)))
                .toList();
    }
}
