package brokertally.source;

import brokertally.catalog.Catalog;
import brokertally.model.Endpoint;
import brokertally.model.Family;
import brokertally.model.MetricType;
import brokertally.model.Schema;
import brokertally.model.SchemaBuilder;
import brokertally.model.Suffix;
import brokertally.model.Values;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last numbers of Mosquitto's {@code $SYS} topics. Only mapped topics are kept, so that it does not grow; aliases such
 * as {@code clients/active} are not mapped (trap 43). A value counts until the next one comes, however long ago it came:
 * Mosquitto publishes changes only (trap 41).
 */
final class SysTopics {
    static final String UPTIME = "$SYS/broker/uptime";
    private static final String CLIENTS_TOTAL = "$SYS/broker/clients/total";
    private static final String VERSION = "$SYS/broker/version";
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}(?:\\.\\d{1,18})?");
    private static final Pattern SECONDS = Pattern.compile("(\\d{1,15}) seconds?");
    private static final Pattern VERSION_TEXT = Pattern.compile("(?:mosquitto version )?([\\w.+~-]{1,40})");

    private final Map<String, Integer> topics = new HashMap<>();
    private final double[] values;
    private final Schema schema;
    private final int[] topicOf;
    private final boolean[] rises;
    private String version = "";
    private int unreadable;

    /** Nothing has come yet. */
    SysTopics(BrokerMapping mapping, Catalog catalog) {
        List<MappingRow> rows = mapping.rows();
        SchemaBuilder builder = new SchemaBuilder();
        for (MappingRow row : rows) {
            topics.putIfAbsent(row.source(), topics.size());
            Endpoint endpoint = catalog.endpointOf(row.emqx()).orElse(Endpoint.STATS);
            String help = catalog.helpOf(row.emqx(), "");
            builder.add(builder.family(new Family(endpoint, row.emqx(), row.type(), help)), Suffix.NONE, "");
        }
        SchemaBuilder.Built built = builder.build();
        schema = built.schema();
        values = new double[topics.size()];
        topicOf = new int[schema.size()];
        rises = new boolean[schema.size()];
        for (int i = 0; i < rows.size(); i++) {
            int slot = built.slots()[i];
            topicOf[slot] = topics.get(rows.get(i).source());
            rises[slot] = rows.get(i).type() == MetricType.COUNTER;
        }
        clear();
    }

    /** Forgets everything: another connection, perhaps another life of the broker. */
    void clear() {
        Arrays.fill(values, Values.ABSENT);
        version = "";
    }

    /** Takes a message. A payload that cannot be read makes its number absent, never 0, and is counted. */
    void take(String topic, String payload) {
        if (topic.equals(VERSION)) {
            Matcher text = VERSION_TEXT.matcher(payload);
            version = text.matches() ? text.group(1) : "";
            return;
        }
        Integer index = topics.get(topic);
        if (index == null) {
            return;
        }
        OptionalDouble number = topic.equals(UPTIME) ? uptimeMillis(payload) : number(payload);
        unreadable += number.isPresent() ? 0 : 1;
        values[index] = number.orElse(Values.ABSENT);
    }

    /** {@code 3661 seconds} as milliseconds (trap 42); empty for any other text. */
    static OptionalDouble uptimeMillis(String payload) {
        Matcher seconds = SECONDS.matcher(payload);
        return seconds.matches()
                ? OptionalDouble.of(1000.0 * Long.parseLong(seconds.group(1)))
                : OptionalDouble.empty();
    }

    private static OptionalDouble number(String payload) {
        return NUMBER.matcher(payload).matches()
                ? OptionalDouble.of(Double.parseDouble(payload))
                : OptionalDouble.empty();
    }

    /** True when the broker has shown its tree. */
    boolean ready() {
        return !Values.isAbsent(values[topics.get(UPTIME)]) && !Values.isAbsent(values[topics.get(CLIENTS_TOTAL)]);
    }

    Schema schema() {
        return schema;
    }

    String version() {
        return version;
    }

    /** The numbers of the schema now, in a new array. */
    Reshape.Shaped values() {
        double[] out = new double[schema.size()];
        int refused = 0;
        for (int slot = 0; slot < out.length; slot++) {
            double value = values[topicOf[slot]];
            boolean refuse = value < 0 && rises[slot];
            refused += refuse ? 1 : 0;
            out[slot] = refuse ? Values.ABSENT : value;
        }
        return new Reshape.Shaped(out, refused);
    }

    /** How many payloads could not be read since the last call. */
    int takeUnreadable() {
        int count = unreadable;
        unreadable = 0;
        return count;
    }
}
