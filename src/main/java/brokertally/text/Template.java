package brokertally.text;

import brokertally.model.Family;
import brokertally.model.MetricType;
import brokertally.model.SeriesTable;
import brokertally.model.Values;

/**
 * The bytes of an answer that do not change with its numbers: for each family its HELP and TYPE lines, for each slot what
 * stands before the number. Made once for a layout. Immutable.
 */
public final class Template {
    private final int[] first; // families + 1; slot
    private final byte[] prefixes;
    private final int[] prefixStart; // slots + 1
    private final Headers text;
    private final Headers openMetrics;

    /** The header lines of all families in one format. */
    private record Headers(byte[] bytes, int[] start) {}

    private Template(SeriesTable layout) {
        int families = layout.families();
        first = new int[families + 1];
        prefixStart = new int[layout.size() + 1];
        TextBuffer pool = new TextBuffer(Math.max(16, layout.labelPool().length));
        for (int f = 0; f < families; f++) {
            Family family = layout.family(f);
            for (int slot = layout.first(f); slot < layout.end(f); slot++) {
                prefix(family, layout, slot, pool);
                prefixStart[slot + 1] = pool.length();
            }
            first[f + 1] = layout.end(f);
        }
        prefixes = pool.toBytes();
        text = headers(layout, Format.TEXT);
        openMetrics = headers(layout, Format.OPENMETRICS);
    }

    /** Prepares the layout of an answer: slots are its series, in its order. */
    public static Template of(SeriesTable layout) {
        return new Template(layout);
    }

    /** Number of slots, and so the length of every array of values that is written with it. */
    public int slots() {
        return prefixStart.length - 1;
    }

    /** Bytes that it takes, for limits and figures. */
    public long bytes() {
        return prefixes.length + 4L * prefixStart.length + text.bytes().length + openMetrics.bytes().length;
    }

    private static void prefix(Family family, SeriesTable layout, int slot, TextBuffer pool) {
        pool.append(family.name());
        pool.append(layout.suffix(slot).text());
        int from = layout.labelStart(slot);
        int to = layout.labelStart(slot + 1);
        if (to > from) {
            pool.append("{");
            pool.append(layout.labelPool(), from, to - from);
            pool.append("}");
        }
        pool.append(" ");
    }

    private static Headers headers(SeriesTable layout, Format format) {
        TextBuffer pool = new TextBuffer();
        int[] start = new int[layout.families() + 1];
        for (int f = 0; f < layout.families(); f++) {
            Family family = layout.family(f);
            pool.append(format == Format.TEXT ? textHeader(family) : openMetricsHeader(family));
            start[f + 1] = pool.length();
        }
        return new Headers(pool.toBytes(), start);
    }

    private static String textHeader(Family family) {
        return header(
                family.name(), Escapes.helpLine(family.help()), family.type().text());
    }

    /** A counter is named without its {@code _total}; one that has none cannot be a counter there. */
    private static String openMetricsHeader(Family family) {
        boolean total = family.name().endsWith("_total") && family.name().length() > "_total".length();
        String name = family.name();
        String type = family.type().text();
        if (family.type() == MetricType.UNTYPED || family.type() == MetricType.COUNTER && !total) {
            type = "unknown";
        } else if (family.type() == MetricType.COUNTER) {
            name = name.substring(0, name.length() - "_total".length());
        }
        return header(name, Escapes.helpLine(family.help()).replace("\"", "\\\""), type);
    }

    private static String header(String name, String help, String type) {
        String helpLine = help.isEmpty() ? "" : "# HELP " + name + " " + help + "\n";
        return helpLine + "# TYPE " + name + " " + type + "\n";
    }

    /** Writes the families with the numbers behind their prefixes; see {@link TextWriter}. */
    void write(Format format, double[] values, TextBuffer out) {
        if (values.length != slots()) {
            throw new IllegalArgumentException(values.length + " values for " + slots() + " slots");
        }
        Headers headers = format == Format.TEXT ? text : openMetrics;
        for (int f = 0; f + 1 < first.length; f++) {
            int slot = TextWriter.present(values, first[f], first[f + 1]);
            if (slot < first[f + 1]) {
                out.append(headers.bytes, headers.start[f], headers.start[f + 1] - headers.start[f]);
                samples(slot, first[f + 1], values, out);
            }
        }
    }

    private void samples(int from, int to, double[] values, TextBuffer out) {
        out.ensure(Math.addExact(
                prefixStart[to] - prefixStart[from], Math.multiplyExact(to - from, NumberFormat.MAX_BYTES + 1)));
        byte[] bytes = out.bytes();
        int at = out.length();
        for (int slot = from; slot < to; slot++) {
            double value = values[slot];
            if (!Values.isAbsent(value)) {
                int length = prefixStart[slot + 1] - prefixStart[slot];
                System.arraycopy(prefixes, prefixStart[slot], bytes, at, length);
                at = NumberFormat.write(value, bytes, at + length);
                bytes[at++] = '\n';
            }
        }
        out.length(at);
    }
}
