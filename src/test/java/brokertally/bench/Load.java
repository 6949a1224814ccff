package brokertally.bench;

import brokertally.model.Endpoint;
import brokertally.model.Family;
import brokertally.model.Layouts;
import brokertally.model.MetricType;
import brokertally.model.SeriesTable;
import brokertally.model.Suffix;
import brokertally.text.Template;
import brokertally.text.TextBuffer;
import brokertally.text.TextWriter;
import java.util.Random;
import java.util.function.DoubleSupplier;

/** A page like that of an EMQX node with 357 rules: 28 families of 357 series, lines of about 95 bytes. */
final class Load {
    static final int FAMILIES = 28;
    static final int RULES = 357;
    static final int SERIES = FAMILIES * RULES;

    private static final String[] KINDS = {"http", "kafka_producer", "pgsql", "mqtt"};

    private Load() {}

    static SeriesTable layout() {
        Layouts layouts = new Layouts();
        for (int f = 0; f < FAMILIES; f++) {
            String name = "emqx_action_dropped_resource_%02d".formatted(f);
            layouts.family(new Family(Endpoint.DATA_INTEGRATION, name, MetricType.COUNTER, "Rule metric " + f));
            for (int r = 0; r < RULES; r++) {
                String id = "%s:forward_%05d".formatted(KINDS[r * KINDS.length / RULES], r);
                layouts.add(Suffix.NONE, "id=\"%s\",namespace=\"tenant-eu-west-%03d\"".formatted(id, r % 97));
            }
        }
        return layouts.build();
    }

    /** Integral numbers of 1 to 11 digits, every seventh a zero. */
    static double[] integers(long seed) {
        Random random = new Random(seed);
        return values(() -> random.nextInt(7) == 0 ? 0 : Math.floor(Math.pow(10, random.nextDouble() * 11)));
    }

    /** Numbers of three decimals. */
    static double[] decimals(long seed) {
        Random random = new Random(seed);
        return values(() -> random.nextInt(100_000_000) / 1000.0);
    }

    /** Numbers of about 17 digits. */
    static double[] doubles(long seed) {
        Random random = new Random(seed);
        return values(() -> random.nextDouble() * 100);
    }

    private static double[] values(DoubleSupplier next) {
        double[] values = new double[SERIES];
        for (int i = 0; i < SERIES; i++) {
            values[i] = next.getAsDouble();
        }
        return values;
    }

    static byte[] page(double[] values) {
        TextBuffer out = new TextBuffer();
        TextWriter.write(Template.of(layout()), values, out);
        return out.toBytes();
    }
}
