package brokertally;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command line. */
@Command(
        name = "brokertally",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Versions.class,
        description = "One scrape, one tally for the whole MQTT broker cluster.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {RunCommand.class, CheckConfigCommand.class, ScrapeCommand.class, DemoCommand.class},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:all is well",
            " 1:it could not start or read the broker; standard error says why",
            " 2:the command line cannot be read",
            "78:the configuration has problems; all of them are listed"
        })
public final class Main implements Runnable {
    private Main() {}

    /** Prints the version of the jar and of the Java it runs on. */
    public static final class Versions implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"brokertally " + Version.text() + " (Java " + Runtime.version() + ")"};
        }
    }

    /** Runs a command and exits with its code, unless it goes on serving. */
    public static void main(String[] args) {
        int code = new CommandLine(new Main()).execute(args);
        if (code != Exit.SERVING) {
            System.exit(code);
        }
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }
}
