package brokertally.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootstrapFileTest {
    @Test
    void lines_areKeysWithRoles_administratorWhenNoneIsGiven() {
        BootstrapFile file =
                BootstrapFile.parse("\ufeff# keys\r\n\r\nprometheus:s1:viewer\r\n  admin:s2  \nboss:s3:administrator");

        assertThat(file.problems()).isEmpty();
        assertThat(file.lines())
                .containsExactly(
                        new BootstrapFile.Line("prometheus", "s1", Role.VIEWER),
                        new BootstrapFile.Line("admin", "s2", Role.ADMINISTRATOR),
                        new BootstrapFile.Line("boss", "s3", Role.ADMINISTRATOR));
    }

    @ParameterizedTest
    @CsvSource({
        "canary, line 2: not of the form",
        "canary:, line 2: the secret is empty",
        ":canary, line 2: the key is empty",
        "ca nary:canary, line 2: the key is",
        "k:canary:canary, line 2: the role is neither",
        "k:canary:publisher, line 2: the role is neither",
        "k:canary:viewer:canary, line 2: not of the form",
        "first:canary, line 2: the key of line 1 again"
    })
    void wrongLines_areSaidByNumber_andNeverRepeated(String line, String problem) {
        BootstrapFile file = BootstrapFile.parse("first:s\n" + line + "\n");

        assertThat(file.problems())
                .singleElement()
                .asString()
                .startsWith(problem)
                .doesNotContain("canary");
    }

    @Test
    void allProblems_areSaidAtOnce() {
        assertThat(BootstrapFile.parse("a\nb\nc:d\ne").problems()).hasSize(3);
    }

    @Test
    void tooMuch_isRefused() {
        String many =
                IntStream.rangeClosed(1, 101).mapToObj(i -> "k" + i + ":s").collect(Collectors.joining("\n"));

        assertThat(BootstrapFile.parse(many).problems()).containsExactly("line 101: more than 100 keys");
        assertThat(BootstrapFile.parse("k:" + "x".repeat(BootstrapFile.MAX_LENGTH))
                        .problems())
                .hasSize(1);
        assertThat(BootstrapFile.parse("k:" + "x".repeat(1025)).problems()).hasSize(1);
    }

    @Test
    void text_masksTheSecret() {
        assertThat(BootstrapFile.parse("k:canary").toString()).doesNotContain("canary");
    }
}
