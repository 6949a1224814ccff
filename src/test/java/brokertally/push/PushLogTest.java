package brokertally.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PushLogTest {
    /** Whoever copies the line runs one command with one argument, whatever the path of the URL has. */
    @Test
    void urlInTheCommandLine_isOneArgument() throws Exception {
        String url = "http://pg:9091/a'b;$(echo x)&'/metrics/job/emqx";

        Process shell = new ProcessBuilder("sh", "-c", "printf '%s.' '" + PushLog.quotable(url) + "'").start();

        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(url + ".");
        assertThat(shell.waitFor()).isZero();
    }
}
