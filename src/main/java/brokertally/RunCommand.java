package brokertally;

import brokertally.cluster.Deserialisable;
import brokertally.cluster.SharedConfig;
import brokertally.config.OperatorSettings;
import brokertally.config.Settings;
import brokertally.config.SettingsException;
import brokertally.config.SettingsInput;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Runs the sidecar until SIGTERM or Ctrl-C; it then leaves the cluster and exits within 5 s.")
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
    private static final long START_SECONDS = 90;
    private static final long STOP_SECONDS = 4;

    @Option(
            names = {"-c", "--config", "--config.file"},
            paramLabel = "FILE",
            required = true,
            description = "The configuration file; see conf/brokertally.conf.")
    private Path file;

    @Override
    public Integer call() throws InterruptedException {
        SharedConfig.Start configured;
        try {
            OperatorSettings operator = OperatorSettings.read(SettingsInput.of(file, System.getenv()));
            configured = new SharedConfig.Start(operator, operator.load());
        } catch (SettingsException e) {
            System.err.println(e.getMessage());
            return Exit.CONFIG;
        }
        Settings settings = configured.loaded().settings();
        Logging.set(settings.log()); // before the checks: they load classes that choose their loggers
        List<String> refused = StartChecks.problems(settings);
        if (!refused.isEmpty()) {
            refused.forEach(line -> System.err.println(file + ": " + line));
            return Exit.CONFIG;
        }
        // Before the start: until somebody listens the signal ends the process.
        AtomicReference<Runnable> reload = new AtomicReference<>(() -> LOG.info("SIGHUP before the start has ended"));
        HangUp.calls(() -> reload.get().run());
        Deserialisable.guardThisProcess();
        try {
            Sidecar sidecar = Sidecar.start(configured)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(START_SECONDS, TimeUnit.SECONDS);
            reload.set(sidecar::reload);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(sidecar), "stop"));
            return Exit.SERVING;
        } catch (ExecutionException e) {
            StartFailure.known(settings, e.getCause())
                    .ifPresentOrElse(
                            text -> LOG.error("cannot start: {}", text),
                            () -> LOG.error("cannot start: {}", e.getCause().getMessage(), e.getCause()));
            return Exit.FAILED;
        } catch (TimeoutException e) {
            LOG.error("cannot start: not ready within {} s", START_SECONDS);
            return Exit.FAILED;
        }
    }

    private static void stop(Sidecar sidecar) {
        LOG.info("stopping");
        try {
            sidecar.stop().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
            LOG.info("stopped");
        } catch (TimeoutException e) {
            LOG.warn(
                    "not stopped within {} s; a member that does not answer may hold the cluster's good-bye up",
                    STOP_SECONDS);
        } catch (ExecutionException e) {
            LOG.warn("not stopped in good order", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
