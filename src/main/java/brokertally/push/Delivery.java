package brokertally.push;

import brokertally.model.PushFailure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * One request and its answer. One timer covers all of it, from the name to the last byte. The status decides; what follows is
 * waited for only for a moment and kept only as far as it explains a failure, so that neither a slow nor an endless answer
 * costs time or memory. Redirects are not followed: the headers are for this target only (T6).
 */
final class Delivery implements Courier.Way {
    /** How long a push may take. */
    static final long LIMIT_MILLIS = 10_000;

    /** How long the rest of an answer may take, once its status is known. */
    private static final long REST_MILLIS = 500;

    /** More addresses of one name are not tried: each is to have its turn in time. */
    static final int MOST_ADDRESSES = 4;

    private static final int EXPLANATION_BYTES = 1024;

    /** What is read of the rest at the most: a short answer ends its connection in good order. */
    private static final int REST_BYTES = 64 * 1024;

    private final Vertx vertx;
    private final LongFunction<HttpClient> clients;
    private final Parcel parcel;
    private final RequestForm form;
    private final Quote quote;
    private final Promise<Outcome> promise = Promise.promise();
    private final Buffer explanation = Buffer.buffer();
    private Optional<HttpClientRequest> request = Optional.empty();
    private long timer;
    private long deadlineNanos;
    private int rest;
    private boolean done;

    Delivery(Vertx vertx, LongFunction<HttpClient> clients, Parcel parcel, String userAgent) {
        this.vertx = vertx;
        this.clients = clients;
        this.parcel = parcel;
        this.form = new RequestForm(parcel, userAgent);
        this.quote = Quote.from(parcel.target());
    }

    @Override
    public Future<Outcome> outcome() {
        return promise.future();
    }

    @Override
    public void giveUp() {
        fail(PushFailure.FAILED, "given up");
    }

    void begin(long limitMillis, Future<Route> route) {
        deadlineNanos = System.nanoTime() + limitMillis * 1_000_000;
        timer = vertx.setTimer(limitMillis, id -> fail(PushFailure.TIMEOUT, "no answer within " + limitMillis + " ms"));
        route.onComplete(found -> connect(found, 0), this::broken);
    }

    /** Connects to one address after the other: while there is no connection nothing was sent. */
    private void connect(Route route, int next) {
        if (done) {
            return;
        }
        int addresses = Math.min(MOST_ADDRESSES, route.addresses().size());
        long left = (deadlineNanos - System.nanoTime()) / 1_000_000;
        Patience patience = Patience.of(left, addresses - next, form.steps());
        try {
            clients.apply(patience.connect())
                    .request(form.over(route.addresses().get(next), route, patience))
                    .onComplete(this::send, error -> {
                        if (next + 1 < addresses && Failures.of(error) != PushFailure.TLS) {
                            connect(route, next + 1);
                        } else {
                            unconnected(route, error);
                        }
                    });
        } catch (RuntimeException e) {
            unconnected(route, e);
        }
    }

    /** Keys that TLS cannot use come as exceptions of many kinds. */
    private void unconnected(Route route, Throwable error) {
        PushFailure kind = Failures.of(error);
        boolean keys = kind == PushFailure.FAILED && route.tls().isPresent();
        fail(keys ? PushFailure.TLS : kind, quote.of(error));
    }

    private void send(HttpClientRequest ready) {
        request = Optional.of(ready);
        // Without it Vert.x logs what it could not read. The failure comes with the answer's future.
        ready.connection().exceptionHandler(error -> {});
        ready.exceptionHandler(error -> {});
        if (done) {
            ready.reset();
            return;
        }
        Future<HttpClientResponse> answer =
                parcel.body().map(body -> ready.send(body.bytes())).orElseGet(ready::send);
        answer.onComplete(this::judge, this::broken);
    }

    private void judge(HttpClientResponse response) {
        if (done) {
            return;
        }
        Outcome verdict = verdict(response);
        vertx.cancelTimer(timer);
        timer = vertx.setTimer(REST_MILLIS, id -> finish(verdict));
        response.exceptionHandler(error -> finish(verdict));
        response.handler(part -> take(part, verdict));
        response.endHandler(end -> finish(verdict));
    }

    private Outcome verdict(HttpClientResponse response) {
        int status = response.statusCode();
        if (status / 100 == 2) {
            return new Outcome.Done();
        }
        String location = status / 100 == 3 ? response.getHeader(HttpHeaders.LOCATION) : null;
        String to = location == null ? "" : quote.of(" to ", location);
        return new Outcome.Failed(Failures.ofStatus(status), "status " + status + to + quote.note());
    }

    private void take(Buffer part, Outcome verdict) {
        rest += part.length();
        if (explanation.length() < EXPLANATION_BYTES) {
            explanation.appendBuffer(part, 0, Math.min(part.length(), EXPLANATION_BYTES - explanation.length()));
        }
        if (rest > REST_BYTES) {
            finish(verdict);
        }
    }

    private void broken(Throwable error) {
        if (error instanceof Route.Closed closed) {
            fail(closed.why(), closed.getMessage());
        } else {
            fail(Failures.of(error), quote.of(error));
        }
    }

    private void fail(PushFailure why, String detail) {
        finish(new Outcome.Failed(why, detail));
    }

    private void finish(Outcome outcome) {
        if (done) {
            return;
        }
        done = true;
        vertx.cancelTimer(timer);
        request.ifPresent(HttpClientRequest::reset); // closes the connection, unless the answer has ended
        promise.complete(explained(outcome));
    }

    private Outcome explained(Outcome outcome) {
        if (!(outcome instanceof Outcome.Failed failed)) {
            return outcome;
        }
        String words = quote.of(": ", explanation.toString(StandardCharsets.UTF_8));
        return new Outcome.Failed(failed.why(), Quote.line(failed.detail() + words));
    }
}
