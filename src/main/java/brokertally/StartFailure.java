package brokertally;

import brokertally.cluster.BusKeys;
import brokertally.cluster.DataDirectory;
import brokertally.config.Settings;
import brokertally.http.BootstrapKeys;
import brokertally.http.TlsFailure;
import io.vertx.core.file.FileSystemException;
import java.net.BindException;
import java.util.Optional;

/** Says of a failed start what to do about it, where that is known. */
final class StartFailure {
    private StartFailure() {}

    /** What the operator can do; empty for a failure that nobody foresaw, which needs its stack trace. */
    static Optional<String> known(Settings settings, Throwable error) {
        if (error instanceof NoClassDefFoundError && settings.source().type() == Settings.SourceType.DEMO) {
            return Optional.of(
                    "source.type = demo needs the demo's broker, which is not part of this distribution; use scripts/demo in a checkout");
        }
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException || isHazelcastBind(cause)) {
                return Optional.of(notBound(settings, cause));
            }
            if (String.valueOf(cause.getMessage()).contains("No matching network interface")) {
                return Optional.of("cluster.host '%s' is not an address of this machine"
                        .formatted(settings.cluster().host()));
            }
            if (cause instanceof BusKeys.Unusable
                    || cause instanceof FileSystemException
                    || cause instanceof DataDirectory.InUse
                    || cause instanceof TlsFailure
                    || cause instanceof BootstrapKeys.Unusable) {
                return Optional.of(cause.getMessage());
            }
            if (cause instanceof java.nio.file.FileSystemException) {
                return Optional.of("data_dir '%s' cannot be used: %s"
                        .formatted(settings.dataDir().orElse(""), cause));
            }
        }
        return Optional.empty();
    }

    private static String notBound(Settings settings, Throwable cause) {
        return "an address cannot be bound (%s); is one of http.port %d, cluster.port %d, cluster.bus_port %d taken, or is http.host '%s' not an address of this machine?"
                .formatted(
                        cause.getMessage(),
                        settings.http().port(),
                        settings.cluster().port(),
                        settings.cluster().busPort(),
                        settings.http().host());
    }

    /** Hazelcast wraps a bind failure into an exception of its own, without a cause. */
    private static boolean isHazelcastBind(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return message.contains("Cannot bind")
                || message.contains("has already been taken")
                || message.contains("already in use");
    }
}
