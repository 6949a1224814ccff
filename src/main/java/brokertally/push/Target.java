package brokertally.push;

import brokertally.config.PushUrl;
import brokertally.config.Secret;
import brokertally.config.Settings;
import java.util.Map;
import java.util.Optional;

/**
 * Where a page goes and how.
 *
 * @param url of the Pushgateway
 * @param group the path of the group behind {@code /metrics/}, encoded: {@code job/emqx/instance/emqx~127.0.0.1}
 * @param headers what is sent besides what every push has
 * @param transport encoding, proxy, keys
 */
record Target(PushUrl url, String group, Map<String, Secret> headers, Settings.PushTransport transport) {
    Target {
        headers = Map.copyOf(headers);
    }

    /** The path of the request. */
    String path() {
        return url.path() + "/metrics/" + group;
    }

    /** The proxy, as a place. */
    Optional<PushUrl> proxy() {
        return transport.proxy().map(PushUrl::of);
    }

    /** True when something goes there that nobody else may know; a header is taken for it, whatever it is. */
    boolean sendsCredentials() {
        return !headers.isEmpty()
                || !url.userInfo().isEmpty()
                || proxy().filter(proxy -> !proxy.userInfo().isEmpty()).isPresent();
    }

    /** True when both mean the same group of the same Pushgateway, whatever they show for a way there. */
    boolean sameGroup(Target other) {
        return url.tls() == other.url.tls()
                && url.host().equals(other.url.host())
                && url.port() == other.url.port()
                && path().equals(other.path());
    }

    /** The host as it stands in a URL. */
    String authority() {
        return url.host().indexOf(':') >= 0 ? "[" + url.host() + "]" : url.host();
    }

    /** For the log: where it goes, without who asks. */
    String where() {
        return (url.tls() ? "https://" : "http://") + authority() + ":" + url.port() + path();
    }
}
