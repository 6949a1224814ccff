package brokertally.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberFormatTest {
    private static double read(String text) {
        NumberReader reader = new NumberReader();
        assertThat(reader.read(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, text.length()))
                .as(text)
                .isTrue();
        return reader.value();
    }

    private static void checkReadsBack(double value) {
        String text = Pages.number(value);
        assertThat(text.length()).as(text).isLessThanOrEqualTo(NumberFormat.MAX_BYTES);
        assertThat(text).matches("NaN|[+-]Inf|-?(0|[1-9]\\d*)(\\.\\d+)?(e[+-]\\d+)?");
        assertThat(Double.doubleToRawLongBits(read(text))).as(text).isEqualTo(Double.doubleToLongBits(value));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, -0",
        "1, 1",
        "-1, -1",
        "9, 9",
        "10, 10",
        "99, 99",
        "100, 100",
        "12345, 12345",
        "2147483647, 2147483647",
        "2147483648, 2147483648",
        "-2147483648, -2147483648",
        "999999999999999, 999999999999999",
        "9007199254740991, 9007199254740991",
        "9007199254740992, 9007199254740992",
        "-9007199254740992, -9007199254740992",
        "9007199254740994, 9.007199254740994e+15",
        "9223372036854775807, 9.223372036854776e+18",
        "1e21, 1e+21",
        "1e300, 1e+300",
        "0.5, 0.5",
        "-0.5, -0.5",
        "0.25, 0.25",
        "0.125, 0.125",
        "0.001, 0.001",
        "0.007, 0.007",
        "10.07, 10.07",
        "-12.305, -12.305",
        "123456789012.345, 123456789012.345",
        "0.1, 0.1",
        "0.3, 0.3",
        "0.30000000000000004, 0.30000000000000004",
        "0.0001, 1e-4",
        "1.23456789, 1.23456789",
        "2e-3, 0.002",
        "2.0E-44, 2e-44",
        "1.7976931348623157E308, 1.7976931348623157e+308",
        "4.9E-324, 4.9e-324",
        "NaN, NaN",
        "Infinity, +Inf",
        "-Infinity, -Inf",
    })
    void write_number_isTheText(double value, String text) {
        assertThat(Pages.number(value)).isEqualTo(text);
    }

    @Test
    void write_absentNaN_isNaN() {
        assertThat(Pages.number(brokertally.model.Values.ABSENT)).isEqualTo("NaN");
    }

    @Test
    void write_atAnIndex_leavesTheBytesBeforeItAlone() {
        byte[] out = new byte[5 + NumberFormat.MAX_BYTES];
        assertThat(NumberFormat.write(12, out, 5)).isEqualTo(7);
        assertThat(out).startsWith(0, 0, 0, 0, 0, '1', '2');
    }

    @Test
    void write_integersBelowAMillion_areThoseOfLongToString() {
        for (int i = 0; i < 1_000_000; i++) {
            assertThat(Pages.number(i)).isEqualTo(Integer.toString(i));
            assertThat(Pages.number(100L * i + 99)).isEqualTo(Long.toString(100L * i + 99));
        }
    }

    @Test
    void write_powersOfTwoAndTenAndTheirNeighbours_readBack() {
        for (int e = -1074; e <= 1023; e++) {
            double power = Math.scalb(1.0, e);
            DoubleStream.of(power, Math.nextUp(power), Math.nextDown(power), -power)
                    .forEach(NumberFormatTest::checkReadsBack);
        }
        for (int e = -323; e <= 308; e++) {
            double power = Double.parseDouble("1e" + e);
            DoubleStream.of(power, Math.nextUp(power), Math.nextDown(power), -power)
                    .forEach(NumberFormatTest::checkReadsBack);
        }
    }

    @Test
    void write_integersOfAllLengths_areThoseOfLongToString() {
        Random random = new Random(1);
        for (int i = 0; i < 200_000; i++) {
            long value = random.nextLong() >> 10 + random.nextInt(53);
            if (Math.abs(value) <= 1L << 53) {
                assertThat(Pages.number((double) value)).isEqualTo(Long.toString(value));
            }
        }
    }

    @Test
    void write_decimals_areNeverLongerThanThoseOfTheJdk() {
        Random random = new Random(2);
        for (int i = 0; i < 200_000; i++) {
            double value = random.nextInt() / Math.pow(10, 1 + random.nextInt(8));
            String text = Pages.number(value);
            if (value != Math.rint(value)) {
                assertThat(text.length())
                        .as(text)
                        .isLessThanOrEqualTo(Double.toString(value).length());
            }
            checkReadsBack(value);
        }
    }

    @Property(tries = 20_000)
    void write_anyDouble_readsBack(@ForAll double value) {
        checkReadsBack(value);
    }

    @Property(tries = 100_000)
    void write_anyBits_readsBack(@ForAll long bits) {
        checkReadsBack(Double.longBitsToDouble(bits));
    }
}
