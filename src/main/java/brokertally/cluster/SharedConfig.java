package brokertally.cluster;

import brokertally.config.LoadedSettings;
import brokertally.config.OperatorSettings;
import brokertally.config.Problem;
import brokertally.config.PrometheusBlock;
import brokertally.config.Settings;
import brokertally.config.SettingsException;
import brokertally.model.Measure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is in force now: what the operator says, above what the sidecars hold in common. Follows both. Lives on one event loop;
 * {@link #prometheus} may be asked by any thread.
 */
public final class SharedConfig implements LiveConfig {
    private static final Logger LOG = LoggerFactory.getLogger(SharedConfig.class);

    /** Keys that are in force at once when a reload changes them. */
    private static final List<String> LIVE = List.of("prometheus.", "log.", "http.lifecycle");

    private final Vertx vertx;
    private final Shared shared;
    private final LongSupplier nowMillis;
    private final List<Runnable> onChange = new ArrayList<>();
    private final List<Consumer<Settings>> onReload = new ArrayList<>();
    private final List<Supplier<Future<?>>> reloadSteps = new ArrayList<>();
    private final OperatorSettings atStart;
    private OperatorSettings operator;
    private volatile LoadedSettings loaded;
    private Optional<Put> under = Optional.empty();
    private boolean sharedInForce;
    private boolean lastReloadSuccessful = true;
    private long lastSuccessMillis;

    /**
     * The configuration of one sidecar.
     *
     * @param start what it was started with
     * @param nowMillis the time, Unix milliseconds
     */
    public SharedConfig(Vertx vertx, Shared shared, Start start, LongSupplier nowMillis) {
        this.vertx = vertx;
        this.shared = shared;
        this.nowMillis = nowMillis;
        this.atStart = start.operator();
        this.operator = start.operator();
        this.loaded = start.loaded();
        this.lastSuccessMillis = nowMillis.getAsLong();
        this.sharedInForce = loaded.refused().isEmpty();
        if (!sharedInForce) {
            LOG.warn(
                    "the configuration of the cluster is refused, file and environment are in force problems={}",
                    loaded.refused().stream().map(Problem::toString).toList());
        }
        shared.whenChanged(SharedStore.CONFIGURATION, this::follow);
    }

    /**
     * The configuration that a sidecar was started with.
     *
     * @param operator file and environment
     * @param loaded these, above what was on disk
     */
    public record Start(OperatorSettings operator, LoadedSettings loaded) {}

    /** A change that somebody asked of this sidecar and that is being written. */
    private record Put(String text, String by) {}

    @Override
    public Settings.Prometheus prometheus() {
        return loaded.settings().prometheus();
    }

    /** Calls the listener, on the event loop, after the block {@code prometheus} has changed. */
    public void whenChanged(Runnable listener) {
        onChange.add(listener);
    }

    /** Calls the listener, on the event loop, after file and environment were read again. */
    public void whenReloaded(Consumer<Settings> listener) {
        onReload.add(listener);
    }

    /** What else a reload has to read again; called on the event loop. When it fails, the reload has failed. */
    public void whileReloading(Supplier<Future<?>> step) {
        reloadSteps.add(step);
    }

    private Optional<String> stored() {
        return shared.get(SharedStore.CONFIGURATION).map(body -> new String(body, StandardCharsets.UTF_8));
    }

    /** A newer program in the cluster may write what this one refuses: then what was in force stays. */
    private void follow() {
        try {
            Optional<String> text = stored();
            String by = under.filter(put -> text.equals(Optional.of(put.text())))
                    .map(Put::by)
                    .orElse("cluster");
            use(operator.with(text), by);
            if (!sharedInForce) {
                sharedInForce = true;
                LOG.info("the configuration of the cluster is in force again");
            }
        } catch (SettingsException e) {
            sharedInForce = false;
            LOG.warn("the configuration of the cluster is refused, what was in force stays problems={}", told(e));
        }
    }

    private void use(LoadedSettings next, String by) {
        Set<String> changes =
                PrometheusBlock.changes(prometheus(), next.settings().prometheus());
        loaded = next;
        if (!changes.isEmpty()) {
            LOG.info("configuration changed by={} keys={}", by, String.join(",", changes));
            List.copyOf(onChange).forEach(Runnable::run);
        }
    }

    @Override
    public Future<Settings.Prometheus> replace(String json, String by) {
        PrometheusBlock.Change change;
        try {
            change = PrometheusBlock.change(json, loaded, stored());
            operator.with(Optional.of(change.text()));
        } catch (SettingsException e) {
            return Future.failedFuture(e);
        }
        if (!change.refused().isEmpty()) {
            return Future.failedFuture(
                    new FixedKeys("set by the operator of this sidecar, so that the API cannot change: "
                            + String.join(", ", change.refused())));
        }
        Optional<Put> asked = Optional.of(new Put(change.text(), by));
        under = asked;
        return shared.put(SharedStore.CONFIGURATION, change.text().getBytes(StandardCharsets.UTF_8))
                .onComplete(written -> under = under.equals(asked) ? Optional.empty() : under)
                .map(put -> prometheus());
    }

    @Override
    public boolean mayReload() {
        return loaded.settings().http().lifecycle();
    }

    @Override
    public Future<Reloaded> reload() {
        return vertx.executeBlocking(operator::again, true)
                .compose(this::checked)
                .compose(this::taken)
                .onFailure(this::failed);
    }

    /** What the cluster has; what is in force, while that is refused: a reload is about file and environment. */
    private Optional<String> inForce() {
        return sharedInForce ? stored() : Optional.of(PrometheusBlock.toHocon(prometheus()));
    }

    /** Nothing else is read again when file and environment are not allowed. */
    private Future<OperatorSettings> checked(OperatorSettings read) {
        try {
            read.with(inForce());
        } catch (SettingsException e) {
            return Future.failedFuture(e);
        }
        Future<?> steps = Future.succeededFuture();
        for (Supplier<Future<?>> step : reloadSteps) {
            steps = steps.compose(done -> step.get());
        }
        return steps.map(read);
    }

    /** What the cluster has may be another since it was checked. */
    private Future<Reloaded> taken(OperatorSettings read) {
        LoadedSettings next;
        try {
            next = read.with(inForce());
        } catch (SettingsException e) {
            return Future.failedFuture(e);
        }
        Set<String> needRestart = new TreeSet<>(atStart.differences(read));
        needRestart.removeIf(path -> LIVE.stream().anyMatch(path::startsWith));
        Reloaded came = new Reloaded(operator.differences(read), needRestart);
        operator = read;
        use(next, "reload");
        succeeded(came);
        List.copyOf(onReload).forEach(listener -> listener.accept(next.settings()));
        return Future.succeededFuture(came);
    }

    private void succeeded(Reloaded came) {
        lastReloadSuccessful = true;
        lastSuccessMillis = nowMillis.getAsLong();
        LOG.info("configuration reloaded changed={}", new TreeSet<>(came.changed()));
        if (!came.needRestart().isEmpty()) {
            LOG.warn(
                    "changed since the start, but in force only after a restart keys={}",
                    new TreeSet<>(came.needRestart()));
        }
    }

    private void failed(Throwable error) {
        lastReloadSuccessful = false;
        List<String> problems = error instanceof SettingsException wrong
                ? told(wrong)
                : String.valueOf(error.getMessage()).lines().toList();
        problems.forEach(problem -> LOG.error("not reloaded, what was in force stays: {}", problem));
    }

    private static List<String> told(SettingsException e) {
        return e.problems().stream().map(Problem::toString).toList();
    }

    public List<Measure> measures() {
        return List.of(
                Measure.gauge(
                        "brokertally_config_last_reload_successful",
                        "1 when the last reading of file and environment was successful.",
                        lastReloadSuccessful ? 1 : 0),
                Measure.gauge(
                        "brokertally_config_last_reload_success_timestamp_seconds",
                        "When file and environment were last read successfully, Unix time.",
                        lastSuccessMillis / 1000.0),
                Measure.gauge(
                        "brokertally_config_shared_in_force",
                        "0 while this sidecar refuses the configuration that the cluster has.",
                        sharedInForce ? 1 : 0));
    }
}
