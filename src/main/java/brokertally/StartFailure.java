package brokertally;

import brokertally.config.Settings;
import java.net.BindException;

/** Says of a failed start what to do about it. */
final class StartFailure {
    private StartFailure() {}

    static String text(Settings settings, Throwable error) {
        if (error instanceof NoClassDefFoundError && settings.source().type() == Settings.SourceType.DEMO) {
            return "source.type = demo needs the demo's broker, which is not part of this distribution; use scripts/demo in a checkout";
        }
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException || isHazelcastBind(cause)) {
                return "an address cannot be bound (%s); is one of http.port %d, cluster.port %d, cluster.bus_port %d taken, or is cluster.host '%s' not an address of this machine?"
                        .formatted(
                                cause.getMessage(),
                                settings.http().port(),
                                settings.cluster().port(),
                                settings.cluster().busPort(),
                                settings.cluster().host());
            }
        }
        return String.valueOf(error.getMessage());
    }

    /** Hazelcast wraps a bind failure into an exception of its own, without a cause. */
    private static boolean isHazelcastBind(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return message.contains("Cannot bind")
                || message.contains("has already been taken")
                || message.contains("already in use");
    }
}
