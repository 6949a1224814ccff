package brokertally.it;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of the operating system that tests need. */
public final class Programs {
    private Programs() {}

    /** Where a program is. Without it the test is skipped; in CI ({@code CI=true}) it fails. */
    public static String find(String name, String debianPackage) {
        Optional<Path> found = Stream.of(
                        (System.getenv("PATH") + File.pathSeparator + "/usr/sbin").split(File.pathSeparator))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty()) {
            String missing = "no " + name + " here: apt-get install " + debianPackage;
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError(missing);
            }
            abort(missing);
        }
        return found.orElseThrow().toString();
    }
}
