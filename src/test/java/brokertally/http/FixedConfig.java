package brokertally.http;

import brokertally.cluster.LiveConfig;
import brokertally.config.Settings;
import io.vertx.core.Future;
import java.util.Set;

/** A configuration that nobody can change. */
record FixedConfig(Settings.Prometheus prometheus) implements LiveConfig {
    @Override
    public Future<Settings.Prometheus> replace(String json, String by) {
        return Future.failedFuture(new IllegalStateException("fixed"));
    }

    @Override
    public boolean mayReload() {
        return false;
    }

    @Override
    public Future<Reloaded> reload() {
        return Future.succeededFuture(new Reloaded(Set.of(), Set.of()));
    }
}
