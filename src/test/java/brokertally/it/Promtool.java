package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Prometheus's own checker of pages, from the Debian package {@code prometheus}. */
final class Promtool {
    private Promtool() {}

    /**
     * What {@code promtool check metrics} says of a page.
     *
     * @param exit 0: nothing; 3: the page can be read, a name is not as promtool likes names; 1: it cannot be read
     * @param words what it prints
     */
    record Verdict(int exit, String words) {
        boolean readable() {
            return exit == 0 || exit == 3;
        }
    }

    /** The verdict on a page, which must not be empty: of that one promtool has nothing to say. */
    static Verdict check(String page) throws IOException, InterruptedException {
        assertThat(page).contains("# TYPE ");
        Process process = new ProcessBuilder(Programs.find("promtool", "prometheus"), "check", "metrics")
                .redirectErrorStream(true)
                .start();
        try (OutputStream input = process.getOutputStream()) {
            input.write(page.getBytes(StandardCharsets.UTF_8));
        }
        String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new AssertionError("promtool does not end");
        }
        return new Verdict(process.exitValue(), words);
    }
}
