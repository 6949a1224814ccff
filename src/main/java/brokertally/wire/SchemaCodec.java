package brokertally.wire;

import brokertally.model.Endpoint;
import brokertally.model.Family;
import brokertally.model.Labels;
import brokertally.model.MetricType;
import brokertally.model.Schema;
import brokertally.model.SchemaBuilder;
import brokertally.model.SeriesTable;
import brokertally.model.Suffix;

/**
 * A schema inside other bytes: number of families (i32), number of series (i32); per family endpoint (u8), type (u8), name,
 * help, number of its series (i32); per series suffix (u8), length of its label text (i32); then all label texts.
 */
final class SchemaCodec {
    private static final int FAMILY_BYTES = 14;
    private static final int SERIES_BYTES = 5;

    private final WireLimits limits;

    SchemaCodec(WireLimits limits) {
        this.limits = limits;
    }

    static void write(WireWriter out, SeriesTable table) {
        out.i32(table.families()).i32(table.size());
        for (int f = 0; f < table.families(); f++) {
            Family family = table.family(f);
            out.u8(family.endpoint().code()).u8(family.type().code());
            out.text(family.name()).text(family.help()).i32(table.end(f) - table.first(f));
        }
        for (int i = 0; i < table.size(); i++) {
            out.u8(table.suffix(i).code()).i32(table.labelStart(i + 1) - table.labelStart(i));
        }
        out.bytes(table.labelPool(), 0, table.labelStart(table.size()));
    }

    /** The schema that begins here; only one that is written in the order that a schema has. */
    Schema read(WireReader in) throws WireException {
        int families = in.count(limits.series(), "number of families");
        int series = in.count(limits.series(), "number of series");
        SchemaBuilder builder = new SchemaBuilder();
        int[] ends = new int[in.fitting(families, FAMILY_BYTES)];
        int seriesSeen = 0;
        for (int f = 0; f < families; f++) {
            int at = in.offset();
            if (builder.family(family(in)) != f) {
                throw new WireException(at, "a family stands twice");
            }
            int own = in.count(series - seriesSeen, "series of a family");
            if (own == 0) {
                throw new WireException(at, "a family without series");
            }
            seriesSeen += own;
            ends[f] = seriesSeen;
        }
        if (seriesSeen != series) {
            throw new WireException(in.offset(), seriesSeen + " series in families, " + series + " in all");
        }
        byte[] suffixes = new byte[in.fitting(series, SERIES_BYTES)];
        int[] lengths = new int[series];
        long pool = 0;
        for (int i = 0; i < series; i++) {
            suffixes[i] = suffix(in);
            lengths[i] = in.count(limits.bodyBytes(), "label length");
            pool += lengths[i];
        }
        if (pool > in.remaining()) {
            throw new WireException(in.offset(), pool + " bytes of labels announced");
        }
        addSeries(builder, ends, suffixes, new Pool(in.offset(), lengths, in.bytes((int) pool)));
        return sorted(builder, in);
    }

    private record Pool(int offset, int[] lengths, byte[] bytes) {}

    private static void addSeries(SchemaBuilder builder, int[] ends, byte[] suffixes, Pool pool) throws WireException {
        int family = 0;
        int at = 0;
        for (int i = 0; i < suffixes.length; i++) {
            while (i >= ends[family]) {
                family++;
            }
            int end = at + pool.lengths()[i];
            if (!Labels.isCanonical(pool.bytes(), at, end)) {
                throw new WireException(pool.offset() + at, "not a canonical label text");
            }
            builder.add(family, Suffix.ofCode(suffixes[i]), pool.bytes(), at, end);
            at = end;
        }
    }

    private static Schema sorted(SchemaBuilder builder, WireReader in) throws WireException {
        SchemaBuilder.Built built = built(builder, in);
        if (built.duplicates() > 0) {
            throw new WireException(in.offset(), built.duplicates() + " series stand twice");
        }
        int[] slots = built.slots();
        for (int i = 0; i < slots.length; i++) {
            if (slots[i] != i) {
                throw new WireException(in.offset(), "series are not sorted");
            }
        }
        return built.schema();
    }

    /** Suffixes that do not belong to a family's type can have no order at all, which the sort may notice. */
    private static SchemaBuilder.Built built(SchemaBuilder builder, WireReader in) throws WireException {
        try {
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new WireException(in.offset(), "series cannot be sorted: " + e.getMessage());
        }
    }

    private static Family family(WireReader in) throws WireException {
        int at = in.offset();
        try {
            Endpoint endpoint = Endpoint.ofCode(in.u8());
            MetricType type = MetricType.ofCode(in.u8());
            return new Family(endpoint, in.text(WireLimits.WORD_BYTES), type, in.text(WireLimits.HELP_BYTES));
        } catch (IllegalArgumentException e) {
            throw new WireException(at, e.getMessage());
        }
    }

    private static byte suffix(WireReader in) throws WireException {
        int at = in.offset();
        try {
            return Suffix.ofCode(in.u8()).code();
        } catch (IllegalArgumentException e) {
            throw new WireException(at, e.getMessage());
        }
    }
}
