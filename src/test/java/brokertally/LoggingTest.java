package brokertally;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.encoder.Encoder;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoggingTest {
    private static final String[] PIECES = {
        "\r",
        "\n",
        "\r\n",
        "\u001b[31m",
        "\u001b]0;title\u0007",
        "\u0085",
        "\u2028",
        "\u2029",
        "\0",
        "\t",
        "\"",
        "\\",
        "{",
        "}",
        "2026-01-01T00:00:00.000Z ERROR Main forged",
        "{\"level\":\"ERROR\"}",
        "emqx@127.0.0.1",
        "${jndi:ldap://x}",
        "%n",
        "{}",
        "\ud800",
        "/api/v5/",
        "admin",
        "\u202e",
        "\b\b\b"
    };

    private final LoggerContext context = new LoggerContext();

    private static Stream<String> hostile(int count) {
        Random random = new Random(25);
        return Stream.generate(() -> {
                    StringBuilder text = new StringBuilder();
                    for (int i = 1 + random.nextInt(8); i > 0; i--) {
                        text.append(PIECES[random.nextInt(PIECES.length)]);
                    }
                    return text.toString();
                })
                .limit(count);
    }

    LoggingTest() {
        context.setMDCAdapter(new LogbackMDCAdapter());
    }

    private String line(Encoder<ILoggingEvent> encoder, String text) {
        LoggingEvent event = new LoggingEvent(
                "x",
                context.getLogger("brokertally.Test"),
                Level.WARN,
                "refused user={} path={}",
                new IllegalStateException(text, new IllegalArgumentException(text)),
                new Object[] {text, text});
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }

    /** Threat T25: 500 user names and paths with CR, LF, ESC and more, also in the messages of exceptions. */
    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    void hostileText_staysOneLine_threatT25(String format) {
        Encoder<ILoggingEvent> encoder = Logging.encoder(context, format);
        hostile(500).forEach(text -> {
            String line = line(encoder, text);

            assertThat(line).endsWith("\n").hasLineCount(1);
            assertThat(line.strip().chars()).noneMatch(c -> c < ' ' || c == 0x7f);
            if (format.equals("json")) {
                assertThat(new JsonObject(line).getString("level")).isEqualTo("WARN");
            } else {
                assertThat(line).contains(" WARN  Test refused user=").contains("IllegalStateException");
                assertThat(line).doesNotContain("\u2028", "\u2029", "\u0085");
            }
        });
    }

    @Test
    void json_hasTheMessageWithItsArguments() {
        String line = line(Logging.encoder(context, "json"), "a \"b\"");

        assertThat(new JsonObject(line).getString("formattedMessage")).isEqualTo("refused user=a \"b\" path=a \"b\"");
    }
}
