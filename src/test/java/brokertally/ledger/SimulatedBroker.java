package brokertally.ledger;

import brokertally.model.Endpoint;
import brokertally.model.Family;
import brokertally.model.Fingerprint;
import brokertally.model.MetricType;
import brokertally.model.Schema;
import brokertally.model.SchemaBuilder;
import brokertally.model.SeriesTable;
import brokertally.model.Suffix;
import brokertally.model.Values;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A broker with four counters, one histogram and a gauge, any of which it may show or not. */
final class SimulatedBroker {
    /** Four counters; then of the histogram the buckets 1 and +Inf, the sum and the count. */
    static final int SERIES = 8;

    private static final int SCALARS = 4;
    private static final int HISTOGRAM = 1 << SCALARS;
    private static final Map<Integer, Schema> SCHEMAS = new ConcurrentHashMap<>();
    private static final Map<Fingerprint, int[]> NUMBERS = new ConcurrentHashMap<>();

    private final LedgerSimulation world;
    String name;
    boolean told;
    boolean up = true;
    long started;
    private int shown;
    private final double[] values = new double[SERIES];

    SimulatedBroker(LedgerSimulation world, String name) {
        this.world = world;
        this.name = name;
        this.told = world.random.nextBoolean();
        this.started = world.now - world.random.nextInt(100_000);
        this.shown = world.kind == LedgerSimulation.Kind.CALM ? 31 : world.random.nextInt(32);
    }

    private void add(int k, double amount) {
        values[k] += amount;
        world.truth[k] += amount;
    }

    /** Something happens at the broker; series that it does not show stand still. */
    void count() {
        if (!up) {
            return;
        }
        for (int k = 0; k < SCALARS; k++) {
            if ((shown & 1 << k) != 0 && world.random.nextBoolean()) {
                add(k, world.random.nextInt(world.random.nextInt(10) == 0 ? 1000 : 20));
            }
        }
        if ((shown & HISTOGRAM) != 0) {
            int many = world.random.nextInt(6);
            add(SCALARS, world.random.nextInt(many + 1));
            add(SCALARS + 1, many);
            add(SCALARS + 2, 3 * many);
            add(SCALARS + 3, many);
        }
    }

    /**
     * A told life lasts longer than what two processes may tell differently of its start: a shorter one, whose end no process
     * saw, would be taken for the next by one of them and not by another.
     */
    void restart() {
        if (told) {
            world.now = Math.max(world.now, started + 120_000);
        }
        Arrays.fill(values, 0);
        started = world.now;
        world.now += 64;
        if (world.random.nextInt(3) == 0 && !world.hasFolded) {
            shown = world.random.nextInt(32);
        }
    }

    void resetScalar() {
        values[world.random.nextInt(SCALARS)] = 0;
    }

    void resetHistogram() {
        Arrays.fill(values, SCALARS, SERIES, 0);
    }

    void showAll() {
        shown = 31;
    }

    /** A series goes; or one comes back, and goes on or begins anew. */
    void dropOrShow() {
        int bit = world.random.nextInt(SCALARS + 1);
        if (!world.hasFolded) {
            shown ^= 1 << bit;
        }
        if (world.random.nextBoolean()) {
            if (bit < SCALARS) {
                values[bit] = 0;
            } else {
                resetHistogram();
            }
        }
    }

    Schema schema() {
        return SCHEMAS.computeIfAbsent(shown, SimulatedBroker::schema);
    }

    /** What it shows now; now and then a number that cannot be used. */
    double[] values(boolean clean) {
        int[] numbers = numbers(schema());
        double[] now = new double[numbers.length];
        for (int i = 0; i < now.length; i++) {
            now[i] = numbers[i] < 0 ? world.random.nextInt(100) - 50 : values[numbers[i]];
            if (!clean && !world.hasFolded && world.random.nextInt(60) == 0) {
                double[] odd = {Double.NaN, Values.ABSENT, Double.POSITIVE_INFINITY};
                now[i] = odd[world.random.nextInt(3)];
            }
        }
        return now;
    }

    /** For each series of a schema which of the eight it is; -1 for the gauge. */
    static int[] numbers(Schema schema) {
        return NUMBERS.computeIfAbsent(schema.fingerprint(), any -> {
            SeriesTable table = schema.table();
            int[] numbers = new int[table.size()];
            for (int f = 0; f < table.families(); f++) {
                for (int i = table.first(f); i < table.end(f); i++) {
                    numbers[i] = number(table.family(f), table.suffix(i), table.labels(i));
                }
            }
            return numbers;
        });
    }

    private static int number(Family family, Suffix suffix, String labels) {
        return switch (suffix) {
            case BUCKET -> labels.contains("+Inf") ? SCALARS + 1 : SCALARS;
            case SUM -> SCALARS + 2;
            case COUNT -> SCALARS + 3;
            case NONE -> family.type() == MetricType.GAUGE ? -1 : labels.charAt(4) - '0';
        };
    }

    private static Schema schema(int shown) {
        SchemaBuilder builder = new SchemaBuilder();
        Family counter = new Family(Endpoint.STATS, "c", MetricType.COUNTER, "");
        Family histogram = new Family(Endpoint.STATS, "h", MetricType.HISTOGRAM, "");
        builder.add(builder.family(new Family(Endpoint.STATS, "g", MetricType.GAUGE, "")), Suffix.NONE, "");
        for (int k = 0; k < SCALARS; k++) {
            if ((shown & 1 << k) != 0) {
                builder.add(builder.family(counter), Suffix.NONE, "id=\"" + k + "\"");
            }
        }
        if ((shown & HISTOGRAM) != 0) {
            int family = builder.family(histogram);
            builder.add(family, Suffix.BUCKET, "le=\"1\"");
            builder.add(family, Suffix.BUCKET, "le=\"+Inf\"");
            builder.add(family, Suffix.SUM, "");
            builder.add(family, Suffix.COUNT, "");
        }
        return builder.build().schema();
    }
}
