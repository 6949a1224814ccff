package brokertally.cluster;

import brokertally.config.Settings;
import io.vertx.core.Future;
import java.util.Set;

/** The configuration that can be changed while the sidecar runs. Lives on one event loop. */
public interface LiveConfig {
    /** The block {@code prometheus} as it is in force now; to be asked each time, also by another thread. */
    Settings.Prometheus prometheus();

    /**
     * Replaces the block on all sidecars by the JSON of a PUT.
     *
     * @param by who asks for it, for the log
     * @return what is in force afterwards; fails with {@link brokertally.config.SettingsException} when the JSON is not
     *     allowed, with {@link FixedKeys} when the operator fixed what it changes, with {@link java.io.IOException} when it
     *     cannot be kept: then nothing has changed
     */
    Future<Settings.Prometheus> replace(String json, String by);

    /** Whether somebody may cause a reload over HTTP. */
    boolean mayReload();

    /**
     * Reads file and environment again.
     *
     * @return what came of it; fails with {@link brokertally.config.SettingsException} when they are not allowed, with
     *     what else has failed when something that has to be read again cannot be: then nothing has changed
     */
    Future<Reloaded> reload();

    /**
     * What a reload has brought.
     *
     * @param changed the keys whose values are others now
     * @param needRestart the keys whose values are others than at the start and that are in force only after a restart
     */
    record Reloaded(Set<String> changed, Set<String> needRestart) {
        public Reloaded {
            changed = Set.copyOf(changed);
            needRestart = Set.copyOf(needRestart);
        }
    }

    /** A change of keys that file or environment of this sidecar fix. */
    final class FixedKeys extends Exception {
        private static final long serialVersionUID = 1L;

        FixedKeys(String message) {
            super(message);
        }
    }
}
