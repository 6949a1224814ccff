package brokertally.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The number reader against the JDK's, which rounds correctly. */
class NumberReaderTest {
    private final NumberReader reader = new NumberReader();

    private void checkAgainstTheJdk(String text) {
        byte[] bytes = (text + "\n").getBytes(StandardCharsets.US_ASCII);
        double expected = Double.parseDouble(text);
        if (Double.isInfinite(expected)) {
            assertThat(reader.read(bytes, 0, bytes.length)).as(text).isFalse();
        } else {
            assertThat(reader.read(bytes, 0, bytes.length)).as(text).isTrue();
            assertThat(reader.end()).as(text).isEqualTo(text.length());
            assertThat(Double.doubleToRawLongBits(reader.value()))
                    .as(text)
                    .isEqualTo(Double.doubleToRawLongBits(expected));
        }
    }

    @Test
    void read_decimalsOfAllShapes_isTheDoubleOfTheJdk() {
        Random random = new Random(3);
        for (int i = 0; i < 300_000; i++) {
            StringBuilder text = new StringBuilder();
            text.append(random.nextInt(3) == 0 ? "-" : random.nextInt(9) == 0 ? "+" : "");
            digits(random, text, 1 + random.nextInt(random.nextInt(8) == 0 ? 30 : 18));
            if (random.nextBoolean()) {
                text.append('.');
                digits(random, text, random.nextInt(random.nextInt(8) == 0 ? 40 : 12));
            }
            if (random.nextInt(3) == 0) {
                text.append(random.nextBoolean() ? 'e' : 'E').append(random.nextInt(60) - 30);
            } else if (random.nextInt(9) == 0) {
                text.append("e").append(random.nextInt(700) - 350);
            }
            checkAgainstTheJdk(text.toString());
        }
    }

    private static void digits(Random random, StringBuilder text, int count) {
        for (int i = 0; i < count; i++) {
            text.append((char) ('0' + random.nextInt(10)));
        }
    }

    @Test
    void read_halfwayBetweenTwoDoubles_roundsToEven() {
        checkAgainstTheJdk("9007199254740993");
        checkAgainstTheJdk("9007199254740995");
        checkAgainstTheJdk("9007199254740993.00000000000000000000000000000000000001");
        checkAgainstTheJdk("1.00000000000000011102230246251565404236316680908203125");
        checkAgainstTheJdk("1.00000000000000011102230246251565404236316680908203124");
        checkAgainstTheJdk("999999999999999999");
        checkAgainstTheJdk("9999999999999999999");
    }

    @Test
    void read_aMillionDigits_isReadInOnePass() {
        checkAgainstTheJdk("1" + "0".repeat(200));
        checkAgainstTheJdk("0." + "0".repeat(1_000_000) + "1");
        checkAgainstTheJdk("9".repeat(1_000_000) + "e-1000000");
    }

    @Test
    void read_endOfTheNumber_isABlankALineEndOrTheLimit() {
        for (String behind : new String[] {"", " ", "\t", "\n", "\r\n"}) {
            byte[] bytes = ("12" + behind).getBytes(StandardCharsets.US_ASCII);
            assertThat(reader.read(bytes, 0, bytes.length)).isTrue();
            assertThat(reader.value()).isEqualTo(12);
            assertThat(reader.end()).isEqualTo(2);
        }
        assertThat(reader.read("12}".getBytes(StandardCharsets.US_ASCII), 0, 3)).isFalse();
        assertThat(reader.read("12}".getBytes(StandardCharsets.US_ASCII), 0, 2)).isTrue();
    }
}
