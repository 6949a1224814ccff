package brokertally;

import brokertally.config.EffectiveConfig;
import brokertally.config.LoadedSettings;
import brokertally.config.SettingsException;
import brokertally.config.SettingsInput;
import brokertally.config.SettingsReader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "check-config",
        mixinStandardHelpOptions = true,
        description =
                "Reads a configuration file, with the environment, and prints what would be in force, secrets masked;"
                        + " or all of its problems.")
final class CheckConfigCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The file to check.")
    private Path file;

    @Override
    public Integer call() {
        try {
            LoadedSettings loaded = SettingsReader.load(SettingsInput.of(file, System.getenv()));
            Logging.set(loaded.settings().log()); // libraries that the checks use would speak of themselves
            List<String> refused = StartChecks.problems(loaded.settings());
            if (!refused.isEmpty()) {
                refused.forEach(line -> System.err.println(file + ": " + line));
                return Exit.CONFIG;
            }
            loaded.refused()
                    .forEach(problem -> System.err.println(problem + " (the API wrote it: run starts without it)"));
            StartChecks.warnings(loaded.settings()).forEach(line -> System.err.println(file + ": warning: " + line));
            System.out.print(EffectiveConfig.render(loaded));
            return Exit.OK;
        } catch (SettingsException e) {
            System.err.println(e.getMessage());
            return Exit.CONFIG;
        }
    }
}
