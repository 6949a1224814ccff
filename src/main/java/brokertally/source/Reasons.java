package brokertally.source;

import brokertally.model.Reason;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.vertx.mqtt.MqttConnectionException;
import java.net.ConnectException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** The kind of failure behind a status, an exception or a return code. */
final class Reasons {
    private static final Set<MqttConnectReturnCode> MQTT_AUTH = EnumSet.of(
            MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD,
            MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED,
            MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD,
            MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED_5);

    private Reasons() {}

    static Reason ofStatus(int status) {
        return switch (status) {
            case 200 -> Reason.NONE;
            case 401, 403 -> Reason.AUTH;
            case 404 -> Reason.NOT_FOUND;
            default -> Reason.STATUS;
        };
    }

    static Reason of(Throwable cause) {
        if (cause instanceof MqttConnectionException refused) {
            return MQTT_AUTH.contains(refused.code()) ? Reason.AUTH : Reason.STATUS;
        }
        if (cause instanceof ConnectException) {
            return Reason.REFUSED;
        }
        return cause instanceof TimeoutException ? Reason.TIMEOUT : Reason.FAILED;
    }

    /** For the log: what happened, in one line. */
    static String detail(Throwable cause) {
        if (cause instanceof MqttConnectionException refused) {
            return refused.code().toString();
        }
        String message = cause.getMessage();
        return cause.getClass().getSimpleName() + (message == null ? "" : " " + message.replaceAll("\\s+", " "));
    }
}
