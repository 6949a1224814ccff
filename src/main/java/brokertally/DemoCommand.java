package brokertally;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Runs three brokers with traffic and three sidecars, each pair in a process of its own, until Ctrl-C.")
final class DemoCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        return new DemoCluster().run();
    }
}
