package brokertally.config;

import java.util.Locale;

/** What {@code source.url} and {@code source.endpoints} have to be for each {@code source.type}. */
record SourceRules(Settings.Source source, KeyReader keys) {
    void check() {
        if (!keys.sound(Keys.SOURCE_TYPE, Keys.SOURCE_URL, Keys.SOURCE_ENDPOINTS)) {
            return;
        }
        switch (source.type()) {
            case EMQX -> base(Urls.BASE);
            case MOSQUITTO -> base(Urls.MQTT);
            case RABBITMQ, HIVEMQ, VERNEMQ, NANOMQ, PROMETHEUS -> pages();
            case DEMO -> noEndpoints();
        }
    }

    private void base(Urls urls) {
        noEndpoints();
        if (source.type() == Settings.SourceType.EMQX || keys.isSet(Keys.SOURCE_URL)) {
            url(urls);
        } else {
            needed();
        }
    }

    private void pages() {
        if (!source.endpoints().isEmpty()) {
            return;
        }
        if (keys.isSet(Keys.SOURCE_URL)) {
            url(Urls.PAGE);
        } else {
            needed();
        }
    }

    private void url(Urls urls) {
        urls.complaint(source.url()).ifPresent(what -> keys.refuse(what, Keys.SOURCE_URL, Keys.SOURCE_TYPE));
    }

    private void needed() {
        String what = "is needed with source.type = " + word() + "; write for example " + example();
        keys.refuse(what, Keys.SOURCE_URL, Keys.SOURCE_TYPE);
    }

    private void noEndpoints() {
        if (!source.endpoints().isEmpty()) {
            keys.refuse("has no meaning with source.type = " + word() + "; remove it", Keys.SOURCE_ENDPOINTS);
        }
    }

    private String word() {
        return source.type().name().toLowerCase(Locale.ROOT);
    }

    /** Where each broker shows its metrics when nothing else was configured. */
    private String example() {
        return switch (source.type()) {
            case MOSQUITTO -> "mqtt://127.0.0.1:1883";
            case RABBITMQ -> "http://127.0.0.1:15692/metrics";
            case HIVEMQ -> "http://127.0.0.1:9399/metrics";
            case VERNEMQ -> "http://127.0.0.1:8888/metrics";
            case NANOMQ -> "http://127.0.0.1:8081/api/v4/prometheus";
            case EMQX, PROMETHEUS, DEMO -> "http://127.0.0.1:9100/metrics";
        };
    }
}
