package brokertally.push;

import brokertally.config.PushUrl;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** A parcel as the HTTP client wants it. */
final class RequestForm {
    private final Parcel parcel;
    private final String userAgent;

    RequestForm(Parcel parcel, String userAgent) {
        this.parcel = parcel;
        this.userAgent = userAgent;
    }

    /** What has to be done before it can be sent. */
    Patience.Steps steps() {
        if (!parcel.target().url().tls()) {
            return Patience.Steps.PLAIN;
        }
        return parcel.target().proxy().isPresent() ? Patience.Steps.TUNNEL_AND_TLS : Patience.Steps.TLS;
    }

    /** Over one address of the route, and no other. */
    RequestOptions over(InetAddress address, Route route, Patience patience) {
        Target target = parcel.target();
        RequestOptions options = new RequestOptions()
                .setMethod(parcel.method())
                .setFollowRedirects(false)
                .setSsl(target.url().tls())
                .setHost(target.authority())
                .setPort(target.url().port())
                .setURI(target.path());
        route.tls().ifPresent(tls -> options.setSslOptions(within(patience, tls)));
        target.proxy()
                .ifPresentOrElse(
                        proxy -> options.setProxyOptions(through(proxy, address.getHostAddress())
                                .setConnectTimeout(Duration.ofMillis(patience.tunnel()))),
                        () -> options.setServer(
                                SocketAddress.inetSocketAddress(target.url().port(), literal(address))));
        headers(options);
        return options;
    }

    private static ClientSSLOptions within(Patience patience, ClientSSLOptions tls) {
        return tls.copy()
                .setSslHandshakeTimeout(patience.handshake())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
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
}
