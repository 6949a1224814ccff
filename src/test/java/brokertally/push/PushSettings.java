package brokertally.push;

import brokertally.config.Secret;
import brokertally.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings for tests. */
final class PushSettings {
    static final String JOB_NAME = "${name}/instance/${name}~${host}";

    private PushSettings() {}

    static Settings.PushTransport plain() {
        return transport(false);
    }

    static Settings.PushTransport transport(boolean gzip) {
        return new Settings.PushTransport(
                gzip, Optional.empty(), new Settings.PushTls(Optional.empty(), Optional.empty(), Optional.empty()));
    }

    static Settings.PushGateway off(String url) {
        return made(false, url, "node", JOB_NAME, plain());
    }

    static Settings.PushGateway on(String url) {
        return made(true, url, "node", JOB_NAME, plain());
    }

    static Settings.PushGateway mode(String url, String mode) {
        return made(true, url, mode, JOB_NAME, plain());
    }

    static Settings.PushGateway jobName(String url, String jobName) {
        return made(true, url, "node", jobName, plain());
    }

    static Settings.PushGateway gzip(String url) {
        return made(true, url, "node", JOB_NAME, transport(true));
    }

    /** One that leaves its group behind. */
    static Settings.PushGateway keeping(String url) {
        Settings.PushGateway on = on(url);
        return new Settings.PushGateway(
                on.enable(),
                on.url(),
                on.interval(),
                on.method(),
                on.jobName(),
                on.headers(),
                on.mode(),
                on.endpoints(),
                new Settings.PushLife(false, Duration.ofMillis(300)),
                on.transport());
    }

    private static Settings.PushGateway made(
            boolean enable, String url, String mode, String jobName, Settings.PushTransport transport) {
        return new Settings.PushGateway(
                enable,
                url,
                Duration.ofMillis(200),
                "put",
                jobName,
                Map.of("X-Scope-OrgID", new Secret("tenant 1")),
                mode,
                List.of("stats"),
                new Settings.PushLife(true, Duration.ofMillis(300)),
                transport);
    }
}
