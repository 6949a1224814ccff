package brokertally.push;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;

/**
 * One request to a Pushgateway.
 *
 * @param method PUT, POST or DELETE
 * @param target where to
 * @param body what is sent; empty for a DELETE
 */
record Parcel(HttpMethod method, Target target, Optional<Body> body) {
    /**
     * A page on its way.
     *
     * @param bytes as they are sent
     * @param coding whether they are compressed
     */
    record Body(Buffer bytes, Coding coding) {}

    /** Content codings. */
    enum Coding {
        IDENTITY,
        GZIP
    }

    static Parcel delete(Target target) {
        return new Parcel(HttpMethod.DELETE, target, Optional.empty());
    }
}
