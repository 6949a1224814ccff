package brokertally.push;

import brokertally.config.PushUrl;
import brokertally.model.PushFailure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

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

    private static final int EXPLANATION_BYTES = 1024;

    /** What is read of the rest at the most: a short answer ends its connection in good order. */
    private static final int REST_BYTES = 64 * 1024;

    private final Vertx vertx;
    private final HttpClient client;
    private final Parcel parcel;
    private final String userAgent;
    private final Promise<Outcome> promise = Promise.promise();
    private final Buffer explanation = Buffer.buffer();
    private Optional<HttpClientRequest> request = Optional.empty();
    private long timer;
    private int rest;
    private boolean done;

    Delivery(Vertx vertx, HttpClient client, Parcel parcel, String userAgent) {
        this.vertx = vertx;
        this.client = client;
        this.parcel = parcel;
        this.userAgent = userAgent;
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
        timer = vertx.setTimer(limitMillis, id -> fail(PushFailure.TIMEOUT, "no answer within " + limitMillis + " ms"));
        route.onComplete(found -> connect(found, 0), this::broken);
    }

    /** Connects to one address after the other: while there is no connection nothing was sent. */
    private void connect(Route route, int next) {
        if (done) {
            return;
        }
        try {
            RequestOptions options = options(route, route.addresses().get(next));
            client.request(options).onComplete(this::send, error -> {
                if (next + 1 < route.addresses().size() && Failures.of(error) == PushFailure.REFUSED) {
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
        fail(keys ? PushFailure.TLS : kind, Failures.detail(error));
    }

    private RequestOptions options(Route route, InetAddress address) {
        Target target = parcel.target();
        RequestOptions options = new RequestOptions()
                .setMethod(parcel.method())
                .setFollowRedirects(false)
                .setSsl(target.url().tls())
                .setHost(target.authority())
                .setPort(target.url().port())
                .setURI(target.path());
        route.tls().ifPresent(options::setSslOptions);
        target.proxy()
                .ifPresentOrElse(
                        proxy -> options.setProxyOptions(through(proxy, address.getHostAddress())),
                        () -> options.setServer(
                                SocketAddress.inetSocketAddress(target.url().port(), literal(address))));
        headers(options);
        return options;
    }

    /** As it stands in a URL: so Vert.x wants it. */
    private static String literal(InetAddress address) {
        String text = address.getHostAddress();
        return text.indexOf(':') >= 0 ? "[" + text + "]" : text;
    }

    private static ProxyOptions through(PushUrl proxy, String address) {
        ProxyOptions options =
                new ProxyOptions().setType(ProxyType.HTTP).setHost(address).setPort(proxy.port());
        if (!proxy.userInfo().isEmpty()) {
            String[] user = proxy.userInfo().reveal().split(":", 2);
            options.setUsername(user[0]).setPassword(user.length > 1 ? user[1] : "");
        }
        return options;
    }

    private void headers(RequestOptions options) {
        Target target = parcel.target();
        options.putHeader(HttpHeaders.USER_AGENT, userAgent);
        if (!target.url().userInfo().isEmpty()) {
            byte[] user = target.url().userInfo().reveal().getBytes(StandardCharsets.UTF_8);
            options.putHeader(
                    HttpHeaders.AUTHORIZATION, "Basic " + Base64.getEncoder().encodeToString(user));
        }
        target.headers().forEach((name, value) -> options.putHeader(name, value.reveal()));
        parcel.body().ifPresent(body -> {
            options.putHeader(HttpHeaders.CONTENT_TYPE, "text/plain"); // as EMQX says it, emqx-contract §5
            if (body.coding() == Parcel.Coding.GZIP) {
                options.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
            }
        });
    }

    private void send(HttpClientRequest ready) {
        request = Optional.of(ready);
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

    private static Outcome verdict(HttpClientResponse response) {
        int status = response.statusCode();
        if (status / 100 == 2) {
            return new Outcome.Done();
        }
        String to = status / 100 == 3 ? " to " + response.getHeader(HttpHeaders.LOCATION) : "";
        return new Outcome.Failed(Failures.ofStatus(status), "status " + status + to);
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
            fail(Failures.of(error), Failures.detail(error));
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
        String words = explanation.length() == 0 ? "" : ": " + explanation.toString(StandardCharsets.UTF_8);
        return new Outcome.Failed(failed.why(), Scrub.of(parcel.target()).clean(failed.detail() + words));
    }
}
