package brokertally.source;

import brokertally.model.Reason;
import brokertally.text.Page;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import java.util.Locale;

/**
 * One request and its answer. One timer covers all of it, also an answer that drips (trap 48); the body is counted while it
 * comes. What ends early ends its connection.
 */
final class Exchange {
    private final Vertx vertx;
    private final HttpClient client;
    private final Clock clock;
    private final Target target;
    private final Promise<Fetched> promise = Promise.promise();
    private HttpClientRequest request;
    private long timer;
    private boolean answered;
    private boolean reading;
    private boolean done;
    private boolean askedAgain;

    Exchange(Vertx vertx, HttpClient client, Clock clock, Target target) {
        this.vertx = vertx;
        this.client = client;
        this.clock = clock;
        this.target = target;
    }

    Future<Fetched> run(long timeoutMillis) {
        timer = vertx.setTimer(
                timeoutMillis, id -> abort(Reason.TIMEOUT, "no full answer in " + timeoutMillis + " ms"));
        ask();
        return promise.future();
    }

    private void ask() {
        try {
            client.request(target.request()).onComplete(this::send, this::broken);
        } catch (RuntimeException e) {
            broken(e);
        }
    }

    private void send(HttpClientRequest ready) {
        if (done) {
            ready.reset();
            return;
        }
        request = ready;
        ready.send().onComplete(this::read, this::broken);
    }

    private void read(HttpClientResponse response) {
        if (done) {
            return;
        }
        answered = true;
        response.exceptionHandler(this::broken);
        int status = response.statusCode();
        if (status != 200) {
            refuse(status);
            return;
        }
        reading = true;
        target.body().clear();
        if (!target.body().fits(announced(response))) {
            abort(Reason.TOO_LARGE, "answer of " + announced(response) + " bytes");
            return;
        }
        Page.Dialect dialect = dialect(response);
        response.handler(this::take);
        response.endHandler(end -> {
            if (!done) {
                target.body().complete(dialect, clock.nano());
                finish(new Fetched.Ok(target.body()));
            }
        });
    }

    private void refuse(int status) {
        Reason reason = Reasons.ofStatus(status);
        if (reason == Reason.AUTH) {
            target.pause().refused(clock.nano());
        }
        abort(new Fetched.Failed(reason, status, "status " + status));
    }

    private void take(Buffer part) {
        if (done) {
            return;
        }
        if (!target.body().fits(part.length())) {
            abort(Reason.TOO_LARGE, "answer over the limit of bytes");
            return;
        }
        target.body().append(part);
    }

    /** A kept connection that the broker has closed meanwhile is no failure of the broker: asked once more. */
    private void broken(Throwable cause) {
        if (!done && !answered && !askedAgain && cause instanceof HttpClosedException) {
            askedAgain = true;
            ask();
            return;
        }
        abort(Reasons.of(cause), Reasons.detail(cause));
    }

    private void abort(Reason reason, String detail) {
        abort(new Fetched.Failed(reason, 0, detail));
    }

    private void abort(Fetched.Failed failed) {
        if (done) {
            return;
        }
        finish(new Fetched.Failed(failed.reason(), failed.status(), failed.detail() + " at=" + target.where()));
        if (reading) {
            target.body().clear();
        }
        if (request != null) {
            request.reset();
        }
    }

    private void finish(Fetched outcome) {
        done = true;
        vertx.cancelTimer(timer);
        promise.complete(outcome);
    }

    /** The length that the answer announces; 0 when none or none that is a number. */
    private static long announced(HttpClientResponse response) {
        String text = response.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return text == null ? 0 : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static Page.Dialect dialect(HttpClientResponse response) {
        String type = response.getHeader(HttpHeaders.CONTENT_TYPE);
        boolean open = type != null && type.toLowerCase(Locale.ROOT).startsWith("application/openmetrics-text");
        return open ? Page.Dialect.OPENMETRICS : Page.Dialect.PROMETHEUS;
    }
}
