package brokertally.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import brokertally.catalog.AggregationClass;
import brokertally.catalog.OperatorRule;
import brokertally.config.Settings.SourceType;
import brokertally.model.MetricType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names of one broker and the EMQX names under which they are shown ({@code mapping/mapping.tsv}). Immutable.
 *
 * <p>A series that an exact or close row uses is shown under the EMQX name only. What only approx rows use is shown under
 * its own name too, because an approximation does not replace the number it was made from. Everything else passes as it is.
 *
 * <p>RabbitMQ's connection bytes are typed gauge although RabbitMQ says counter: they are summed over the connections that
 * are open now and fall when one closes (trap 45).
 */
public final class BrokerMapping {
    private static final String RESOURCE = "/brokertally/mapping/mapping.tsv";
    private static final BrokerMapping NOTHING = new BrokerMapping(List.of());

    private final List<MappingRow> rows;
    private final Map<String, List<Use>> byFamily = new HashMap<>();

    /** A row as one of its source families sees it. */
    record Use(MappingRow row, Selector selector) {}

    private BrokerMapping(List<MappingRow> rows) {
        this.rows = rows;
        for (MappingRow row : rows) {
            if (row.broker().equals("mosquitto")) {
                continue;
            }
            for (String term : row.source().split(" \\+ ", -1)) {
                Selector selector = Selector.parse(term);
                byFamily.computeIfAbsent(selector.family(), name -> new ArrayList<>())
                        .add(new Use(row, selector));
            }
        }
    }

    /** The mapping of a source type; for {@code prometheus} that of Moquette, whose names are its own; else an empty one. */
    public static BrokerMapping of(SourceType type) {
        return switch (type) {
            case EMQX, DEMO -> NOTHING;
            case PROMETHEUS -> of("moquette");
            case MOSQUITTO, RABBITMQ, HIVEMQ, VERNEMQ, NANOMQ -> of(type.name().toLowerCase(Locale.ROOT));
        };
    }

    /**
     * Rules for families that mean something else on this broker than on EMQX, e.g. retained messages, which brokers
     * without a cluster do not share. They belong behind the operator's own rules.
     */
    public static List<OperatorRule> rules(SourceType type) {
        return of(type).rows.stream()
                .filter(row -> row.aggregation().isPresent())
                .map(row -> new OperatorRule(
                        Pattern.compile(Pattern.quote(row.emqx())),
                        row.aggregation().orElseThrow()))
                .toList();
    }

    /**
     * What families truly are on this broker, whatever its page or EMQX says of their names: a RabbitMQ that shows
     * {@code emqx_bytes_received} shows a number that falls (trap 45).
     */
    public static Map<String, MetricType> types(SourceType type) {
        BrokerMapping mapping = of(type);
        Map<String, MetricType> types = new HashMap<>();
        mapping.byFamily.forEach(
                (family, uses) -> types.put(family, uses.get(0).row().type()));
        mapping.rows.forEach(row -> types.put(row.emqx(), row.type()));
        return types;
    }

    private static BrokerMapping of(String broker) {
        return new BrokerMapping(
                all().stream().filter(row -> row.broker().equals(broker)).toList());
    }

    /** The rows of this broker. */
    List<MappingRow> rows() {
        return rows;
    }

    /** The rows that use a family; empty for one that passes as it is. */
    List<Use> uses(String family) {
        return byFamily.getOrDefault(family, List.of());
    }

    /** All rows of the resource, of all brokers. */
    static List<MappingRow> all() {
        try (InputStream in = BrokerMapping.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the program comes without " + RESOURCE);
            }
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(BrokerMapping::row)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
    }

    private static MappingRow row(String line) {
        String[] column = line.split("\t", -1);
        if (column.length < 6) {
            throw new IllegalStateException("mapping row with " + column.length + " columns: " + line);
        }
        Optional<AggregationClass> aggregation = column[4].equals("-")
                ? Optional.empty()
                : Optional.of(AggregationClass.ofText(column[4]).orElseThrow());
        return new MappingRow(
                column[0],
                column[1],
                MetricType.ofText(column[2]).orElseThrow(),
                MappingRow.Match.valueOf(column[3].toUpperCase(Locale.ROOT)),
                aggregation,
                column[5]);
    }
}
