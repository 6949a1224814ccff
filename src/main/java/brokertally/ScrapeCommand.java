package brokertally;

import brokertally.catalog.Catalog;
import brokertally.config.Settings;
import brokertally.config.SettingsException;
import brokertally.config.SettingsInput;
import brokertally.config.SettingsReader;
import brokertally.model.Endpoint;
import brokertally.model.NodeReport;
import brokertally.model.Reason;
import brokertally.scrape.OnePage;
import brokertally.source.Collector;
import brokertally.tally.Gathered;
import brokertally.tally.Mode;
import brokertally.tally.NodeView;
import brokertally.tally.Selection;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "scrape",
        mixinStandardHelpOptions = true,
        description = "Reads the local broker once, without joining a cluster, and prints the page.")
final class ScrapeCommand implements Callable<Integer> {
    private static final long READ_SECONDS = 75;

    @Option(
            names = {"-c", "--config", "--config.file"},
            paramLabel = "FILE",
            required = true,
            description = "The configuration file.")
    private Path file;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "node",
            converter = ModeConverter.class,
            description =
                    "node (default), all_nodes_aggregated or all_nodes_unaggregated; the cluster is this one node.")
    private Mode mode;

    @Parameters(
            arity = "0..1",
            paramLabel = "ENDPOINT",
            defaultValue = "stats",
            converter = EndpointConverter.class,
            description = "stats (default), auth, data_integration, schema_validation or message_transformation.")
    private Endpoint endpoint;

    static final class ModeConverter implements picocli.CommandLine.ITypeConverter<Mode> {
        @Override
        public Mode convert(String text) {
            return Mode.ofText(text)
                    .orElseThrow(() -> new TypeConversionException("'" + text + "' is not one of "
                            + Arrays.stream(Mode.values()).map(Mode::text).toList()));
        }
    }

    static final class EndpointConverter implements picocli.CommandLine.ITypeConverter<Endpoint> {
        @Override
        public Endpoint convert(String text) {
            return Endpoint.ofPath(text)
                    .orElseThrow(() -> new TypeConversionException("'" + text + "' is not one of "
                            + Arrays.stream(Endpoint.values())
                                    .map(Endpoint::path)
                                    .toList()));
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings settings;
        try {
            settings = SettingsReader.read(SettingsInput.of(file, System.getenv()));
        } catch (SettingsException e) {
            System.err.println(e.getMessage());
            return Exit.CONFIG;
        }
        Logging.set(settings.log());
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try {
            NodeReport report = read(vertx, settings);
            if (!report.broker().up()) {
                System.err.println(
                        "the broker was not read: " + report.broker().reason().text());
                return Exit.FAILED;
            }
            print(settings, report);
            return Exit.OK;
        } catch (ExecutionException | TimeoutException e) {
            System.err.println("the broker was not read: " + e.getMessage());
            return Exit.FAILED;
        } finally {
            vertx.close();
        }
    }

    private static NodeReport read(Vertx vertx, Settings settings)
            throws InterruptedException, ExecutionException, TimeoutException {
        Collector collector = LocalNode.collector(vertx, settings, LocalNode.catalog(settings), "scrape");
        return FirstReport.of(vertx, collector)
                .toCompletionStage()
                .toCompletableFuture()
                .get(READ_SECONDS, TimeUnit.SECONDS);
    }

    private void print(Settings settings, NodeReport report) {
        NodeView view =
                new NodeView(report.node(), Reason.NONE, report.broker(), report.ageMillis(), report.snapshot());
        Gathered gathered = new Gathered(report.node(), 1, List.of(view));
        Catalog catalog = LocalNode.catalog(settings);
        System.out.print(OnePage.text(new Selection(mode, endpoint, Set.of()), gathered, catalog));
        System.out.flush();
    }
}
