package brokertally.text;

import brokertally.model.Values;

/**
 * Writes numbers into a prepared text. Families stand in the order of the layout, a slot without a value is left out, a family
 * without values is left out with its header. Allocates nothing but the growth of the buffer.
 */
public final class TextWriter {
    private TextWriter() {}

    /**
     * Appends text format 0.0.4.
     *
     * @param values one number for each slot, {@link Values#ABSENT} for none; throws {@link IllegalArgumentException} when
     *     their number is not that of the slots
     */
    public static void write(Template template, double[] values, TextBuffer out) {
        template.write(Format.TEXT, values, out);
    }

    /** Appends OpenMetrics 1.0 with its {@code # EOF}: a whole answer, so nothing may be appended behind it. */
    public static void writeOpenMetrics(Template template, double[] values, TextBuffer out) {
        template.write(Format.OPENMETRICS, values, out);
        out.append("# EOF\n");
    }

    /** The first slot with a value; {@code to} when there is none. */
    static int present(double[] values, int from, int to) {
        int slot = from;
        while (slot < to && Values.isAbsent(values[slot])) {
            slot++;
        }
        return slot;
    }
}
