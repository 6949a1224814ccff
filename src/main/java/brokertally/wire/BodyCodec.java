package brokertally.wire;

import brokertally.model.Endpoint;
import brokertally.model.Family;
import brokertally.model.Labels;
import brokertally.model.MetricType;
import brokertally.model.Schema;
import brokertally.model.SchemaBuilder;
import brokertally.model.SeriesTable;
import brokertally.model.Snapshot;
import brokertally.model.Suffix;

/**
 * The body of a snapshot: values as little-endian doubles, in front of them the schema where the receiver has none.
 *
 * <p>Schema: number of families (i32), number of series (i32); per family endpoint (u8), type (u8), name, help, number of
 * its series (i32); per series suffix (u8), length of its label text (i32); then all label texts.
 */
public final class BodyCodec {
    private final WireLimits limits;

    public BodyCodec(WireLimits limits) {
        this.limits = limits;
    }

    /** Bytes that the values alone take. */
    public static int valueBytes(Schema schema) {
        return Math.multiplyExact(8, schema.size());
    }

    /** The body with this content; {@code NONE} gives an empty one. */
    public static byte[] write(Snapshot snapshot, Message.Content content) {
        return switch (content) {
            case NONE -> new byte[0];
            case VALUES ->
                new WireWriter(valueBytes(snapshot.schema()))
                        .doubles(snapshot.values())
                        .toBytes();
            case SCHEMA_AND_VALUES -> {
                SeriesTable table = snapshot.schema().table();
                WireWriter out = new WireWriter((int) Math.min(1 << 28, table.bytes() + 8L * table.size() + 1024));
                writeSchema(out, table);
                yield out.doubles(snapshot.values()).toBytes();
            }
        };
    }

    private static void writeSchema(WireWriter out, SeriesTable table) {
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

    /**
     * The snapshot of a report whose body is here.
     *
     * @param report the report
     * @param body its whole body, put together from chunks where it was long
     * @param known the schema with the fingerprint of the report's head; used when the body has only values
     */
    public Snapshot read(Message.Report report, byte[] body, Schema known) throws WireException {
        Message.Head head = report.snapshot().orElseThrow(() -> new WireException(0, "a body without a snapshot"));
        WireReader in = new WireReader(body);
        Schema schema =
                switch (report.body().content()) {
                    case NONE -> throw new WireException(0, "an announcement has no body");
                    case VALUES -> known;
                    case SCHEMA_AND_VALUES -> readSchema(in);
                };
        if (!schema.fingerprint().equals(head.fingerprint()) || schema.size() != head.series()) {
            throw new WireException(in.offset(), "schema is not the one that was announced");
        }
        double[] values = new double[schema.size()];
        in.doubles(values);
        in.end();
        return new Snapshot(
                report.node(),
                head.incarnation(),
                new Snapshot.Moment(head.sequence(), head.takenMillis()),
                schema,
                values);
    }

    private Schema readSchema(WireReader in) throws WireException {
        int families = in.count(limits.series(), "number of families");
        int series = in.count(limits.series(), "number of series");
        SchemaBuilder builder = new SchemaBuilder();
        int[] ends = new int[checked(families, in, 14)];
        int seriesSeen = 0;
        for (int f = 0; f < families; f++) {
            builder.family(family(in));
            seriesSeen = Math.addExact(seriesSeen, in.count(series - seriesSeen, "series of a family"));
            ends[f] = seriesSeen;
        }
        if (seriesSeen != series) {
            throw new WireException(in.offset(), seriesSeen + " series in families, " + series + " in all");
        }
        byte[] suffixes = new byte[checked(series, in, 5)];
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

    /** Refuses a number of things that cannot fit into the rest of the body, before anything is allocated for them. */
    private static int checked(int things, WireReader in, int bytesEach) throws WireException {
        if ((long) things * bytesEach > in.remaining()) {
            throw new WireException(in.offset(), things + " things announced, " + in.remaining() + " bytes left");
        }
        return things;
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
        SchemaBuilder.Built built = builder.build();
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
