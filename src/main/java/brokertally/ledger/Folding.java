package brokertally.ledger;

import brokertally.ledger.LedgerPage.Current;
import brokertally.ledger.LedgerPage.Head;
import brokertally.model.Family;
import brokertally.model.Incarnation;
import brokertally.model.Labels;
import brokertally.model.MetricType;
import brokertally.model.Schema;
import brokertally.model.SchemaBuilder;
import brokertally.model.SeriesTable;
import brokertally.model.Suffix;
import brokertally.model.Values;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Adds pages up into the page of the long gone. Used once. */
final class Folding {
    /** Names that are remembered as folded; of more the oldest lineages go first. */
    static final int NAMES_KEPT = 10_000;

    private final Function<Schema, CountedSeries> counted;
    private final Optional<LedgerPage> before;
    private final Map<String, Long> names = new HashMap<>();
    private final Map<String, Sum> sums = new LinkedHashMap<>();
    private final Map<String, Map<Double, Sum>> buckets = new HashMap<>(); // of one histogram, by bound
    private long takenMillis;

    private static final class Sum {
        private final Family family;
        private final Suffix suffix;
        private final String labels;
        private double total;

        private Sum(Family family, Suffix suffix, String labels) {
            this.family = family;
            this.suffix = suffix;
            this.labels = labels;
        }
    }

    Folding(Function<Schema, CountedSeries> counted, Optional<LedgerPage> before) {
        this.counted = counted;
        this.before = before;
        before.ifPresent(page -> {
            names.putAll(page.folded());
            takenMillis = page.head().takenMillis();
            add(page.current(), CountedSeries.of(page.current().schema().table(), family -> true));
        });
    }

    void add(LedgerPage page) {
        names.put(page.node(), page.head().founded());
        takenMillis = Math.max(takenMillis, page.head().takenMillis());
        add(page.current(), counted.apply(page.current().schema()));
        add(page.dropped(), CountedSeries.of(page.dropped().schema().table(), family -> true));
    }

    private void add(Columns columns, CountedSeries series) {
        SeriesTable table = columns.schema().table();
        boolean[] counts = series.mask(columns.size());
        for (int f = 0; f < table.families(); f++) {
            Map<String, Map<Double, Double>> histograms = new LinkedHashMap<>();
            for (int i = table.first(f); i < table.end(f); i++) {
                if (!counts[i] || Values.isAbsent(columns.last()[i])) {
                    continue;
                }
                Optional<Double> bound = bound(table, f, i);
                if (bound.isPresent()) {
                    histograms
                            .computeIfAbsent(Labels.without(table.labels(i), "le"), base -> new LinkedHashMap<>())
                            .put(bound.get(), columns.total(i));
                    sum(table.family(f), Suffix.BUCKET, table.labels(i));
                } else {
                    sum(table.family(f), table.suffix(i), table.labels(i)).total += columns.total(i);
                }
            }
            Family family = table.family(f);
            histograms.forEach((base, steps) -> addSteps(buckets.get(key(family, Suffix.BUCKET, base)), steps));
        }
    }

    private static Optional<Double> bound(SeriesTable table, int family, int series) {
        boolean bucket = table.family(family).type() == MetricType.HISTOGRAM && table.suffix(series) == Suffix.BUCKET;
        return bucket ? Optional.of(boundOf(table.labels(series))) : Optional.empty();
    }

    private static double boundOf(String labels) {
        String le = Labels.value(labels, "le");
        try {
            return le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private Sum sum(Family family, Suffix suffix, String labels) {
        return sums.computeIfAbsent(key(family, suffix, labels), key -> {
            Sum made = new Sum(family, suffix, labels);
            if (family.type() == MetricType.HISTOGRAM && suffix == Suffix.BUCKET) {
                begin(made);
            }
            return made;
        });
    }

    /** A bound that is new to a histogram begins with what the bound below it has: that many were not larger than it. */
    private void begin(Sum made) {
        String histogram = key(made.family, Suffix.BUCKET, Labels.without(made.labels, "le"));
        Map<Double, Sum> known = buckets.computeIfAbsent(histogram, h -> new HashMap<>());
        double bound = boundOf(made.labels);
        made.total = known.entrySet().stream()
                .filter(entry -> entry.getKey() < bound)
                .max(Comparator.comparingDouble(Map.Entry::getKey))
                .map(entry -> entry.getValue().total)
                .orElse(0.0);
        known.put(bound, made);
    }

    /** Each bound gets what the histogram has at its own largest bound that is not above (trap 8). */
    private static void addSteps(Map<Double, Sum> known, Map<Double, Double> steps) {
        known.forEach((bound, sum) -> sum.total += steps.entrySet().stream()
                .filter(step -> step.getKey() <= bound)
                .max(Comparator.comparingDouble(Map.Entry::getKey))
                .map(Map.Entry::getValue)
                .orElse(0.0));
    }

    private static String key(Family family, Suffix suffix, String labels) {
        return family.endpoint().path() + '/' + family.name() + suffix.text() + '{' + labels;
    }

    LedgerPage build(long sequence) {
        SchemaBuilder builder = new SchemaBuilder();
        sums.values().forEach(sum -> builder.add(builder.family(sum.family), sum.suffix, sum.labels));
        SchemaBuilder.Built built = builder.build();
        double[] totals = new double[built.schema().size()];
        int arrival = 0;
        for (Sum sum : sums.values()) {
            totals[built.slots()[arrival++]] = sum.total;
        }
        long founded = before.map(page -> page.head().founded()).orElse(sequence);
        long next = before.map(page -> Math.max(sequence, page.head().sequence() + 1))
                .orElse(sequence);
        Head head = new Head(LedgerPage.LONG_GONE, new Incarnation(0), founded, next, next, takenMillis);
        Columns columns = new Columns(built.schema(), totals, Columns.NO_BASE);
        return new LedgerPage(head, new Current(columns, new int[0]), Columns.NONE, kept());
    }

    private Map<String, Long> kept() {
        while (names.size() > NAMES_KEPT) {
            names.entrySet().stream()
                    .min(Map.Entry.comparingByValue())
                    .map(Map.Entry::getKey)
                    .ifPresent(names::remove);
        }
        return names;
    }
}
