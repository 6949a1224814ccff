package brokertally.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Threats T5 and T7 at the settings: what a PUT is sent is refused with the reason, or is what would be sent, as shown. */
class HostileTest {
    private static final Path TABLES = Path.of("src/test/resources/push");
    private static final List<Hostile> URLS = Hostile.table(TABLES.resolve("urls.tsv"));
    private static final List<Hostile> TEXTS = Hostile.table(TABLES.resolve("hostile.tsv"));

    private static Settings.Prometheus defaults;

    @BeforeAll
    static void readDefaults() {
        defaults = Hostile.defaults();
    }

    static List<Hostile> urls() {
        return URLS;
    }

    static List<Hostile> texts() {
        return TEXTS;
    }

    @ParameterizedTest
    @MethodSource("urls")
    void url_isRefusedWithTheReasonOrReadAsShown(Hostile line) {
        assertThat(line.asked(defaults)).isEqualTo(line.outcome());
    }

    @ParameterizedTest
    @MethodSource("texts")
    void text_isRefusedWithTheReasonOrSentAsShown(Hostile line) {
        String outcome = line.asked(defaults);

        assertThat(outcome).isEqualTo(line.outcome());
        assertThat(outcome.chars())
                .as("nothing that ends a line, nothing that a Latin-1 byte cannot say")
                .allMatch(c -> outcome.startsWith("refused") || c >= ' ' && c <= '~');
    }

    @Test
    void tables_areAsLongAsTheThreatsDemand() {
        assertThat(URLS).hasSizeGreaterThanOrEqualTo(60).doesNotHaveDuplicates();
        assertThat(TEXTS).hasSizeGreaterThanOrEqualTo(200).doesNotHaveDuplicates();
    }
}
