package brokertally.http;

import brokertally.auth.ApiKey;
import brokertally.auth.Presented;
import brokertally.auth.Role;
import brokertally.config.Settings;
import brokertally.model.Measure;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gate that asks for an API key: HTTP Basic, the key as user and its secret as password. The answers are EMQX's
 * (emqx-contract §1.5) where it has one. Lives on one event loop.
 */
final class AuthHandler implements Gate {
    private static final Logger LOG = LoggerFactory.getLogger(AuthHandler.class);
    private static final CharSequence WWW_AUTHENTICATE = HttpHeaders.createOptimized("www-authenticate");
    private static final String CHALLENGE = "Basic realm=\"brokertally\", charset=\"UTF-8\"";
    private static final long LOG_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final ApiKeys keys;
    private final Supplier<Settings.Prometheus> prometheus;
    private final Authenticator authenticator;
    private final AuthCounts counts = new AuthCounts();
    private long loggedAt = System.nanoTime() - LOG_NANOS;

    /**
     * A gate; {@link #prepare} comes first.
     *
     * @param prometheus the configuration now; asked at each request
     */
    AuthHandler(ApiKeys keys, Supplier<Settings.Prometheus> prometheus) {
        this.keys = keys;
        this.prometheus = prometheus;
        this.authenticator = new Authenticator(keys, System::nanoTime);
    }

    /** Completes when requests may come. */
    Future<?> prepare() {
        return authenticator.prepare();
    }

    @Override
    public void pass(HttpServerRequest request, Access access, Consumer<Caller> through) {
        if (isOpen(access)) {
            through.accept(Caller.ANONYMOUS);
            return;
        }
        Presented presented = Presented.of(request.headers().getAll(HttpHeaders.AUTHORIZATION));
        if (presented instanceof Presented.Basic basic) {
            authenticator
                    .decide(basic.credentials(), ClientAddress.of(request))
                    .onSuccess(decision -> act(request, access, decision, through))
                    .onFailure(error -> InternalErrors.reply(request, error));
        } else {
            refuse(request, presented);
        }
    }

    private boolean isOpen(Access access) {
        return access == Access.OPEN
                || access == Access.SCRAPE && !prometheus.get().enableBasicAuth();
    }

    private void refuse(HttpServerRequest request, Presented presented) {
        if (presented instanceof Presented.Malformed malformed) {
            counts.add(AuthCounts.Result.MALFORMED);
            Reply.badRequest(request, malformed.why());
        } else if (presented instanceof Presented.Bearer) {
            unauthorized(request, AuthCounts.Result.BEARER, "BAD_TOKEN", "there are no tokens here; use an API key");
        } else if (presented instanceof Presented.Unreadable) {
            wrong(request);
        } else {
            unauthorized(
                    request, AuthCounts.Result.MISSING, "AUTHORIZATION_HEADER_ERROR", "Support authorization: basic");
        }
    }

    private void act(
            HttpServerRequest request, Access access, Authenticator.Decision decision, Consumer<Caller> through) {
        if (decision instanceof Authenticator.Decision.Granted granted) {
            grant(request, access, granted.key(), through);
        } else if (decision instanceof Authenticator.Decision.Limited limited) {
            limited(request, limited.retrySeconds());
        } else {
            wrong(request);
        }
    }

    private void grant(HttpServerRequest request, Access access, ApiKey key, Consumer<Caller> through) {
        if (access == Access.ADMINISTRATOR && key.role() != Role.ADMINISTRATOR) {
            counts.add(AuthCounts.Result.ROLE);
            Reply.error(
                    request, 403, "UNAUTHORIZED_ROLE", "This API Key don't have permission to access this resource");
            return;
        }
        counts.add(AuthCounts.Result.GRANTED);
        through.accept(new Caller(key.name()));
    }

    private void wrong(HttpServerRequest request) {
        unauthorized(request, AuthCounts.Result.WRONG, "BAD_API_KEY_OR_SECRET", "Check api_key/api_secret");
    }

    private void unauthorized(HttpServerRequest request, AuthCounts.Result result, String code, String message) {
        counts.add(result);
        request.response().putHeader(WWW_AUTHENTICATE, CHALLENGE);
        Reply.error(request, 401, code, message);
    }

    private void limited(HttpServerRequest request, long retrySeconds) {
        counts.add(AuthCounts.Result.LIMITED);
        long now = System.nanoTime();
        if (now - loggedAt >= LOG_NANOS) {
            loggedAt = now;
            LOG.warn(
                    "too many wrong api keys or secrets, some are no longer looked at address={}",
                    ClientAddress.of(request));
        }
        request.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(retrySeconds));
        Reply.error(request, 429, "TOO_MANY_REQUESTS", "too many wrong credentials; try again later");
    }

    List<Measure> measures() {
        List<Measure> measures = new ArrayList<>(counts.measures());
        measures.addAll(keys.measures());
        return measures;
    }
}
