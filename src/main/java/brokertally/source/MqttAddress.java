package brokertally.source;

import brokertally.config.Settings;
import io.vertx.mqtt.MqttClientOptions;
import java.net.URI;
import java.util.UUID;

/** Where an MQTT broker listens: {@code mqtt://host[:1883]} or {@code mqtts://host[:8883]}. */
record MqttAddress(String host, int port, boolean tls) {
    /** No $SYS topic is longer; a longer packet ends the connection. */
    private static final int MESSAGE_BYTES = 16 << 10;

    /** Throws {@link IllegalArgumentException} for any other URL. */
    static MqttAddress parse(String url) {
        URI uri = URI.create(url);
        boolean tls = "mqtts".equals(uri.getScheme());
        if (!tls && !"mqtt".equals(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException("not mqtt://host:port or mqtts://host:port: " + url);
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 8883 : 1883;
        return new MqttAddress(uri.getHost().replaceAll("[\\[\\]]", ""), port, tls);
    }

    /** Options of a client of its own, with the credentials of the settings. */
    MqttClientOptions options(Settings.Source settings) {
        MqttClientOptions options = new MqttClientOptions()
                .setClientId("brokertally-" + UUID.randomUUID())
                .setCleanSession(true)
                .setKeepAliveInterval(30)
                .setMaxMessageSize(MESSAGE_BYTES);
        options.setReconnectAttempts(0);
        if (tls) {
            options.setSsl(true).setHostnameVerificationAlgorithm("HTTPS");
        }
        if (!settings.username().isEmpty()) {
            options.setUsername(settings.username())
                    .setPassword(settings.password().reveal());
        }
        return options;
    }
}
