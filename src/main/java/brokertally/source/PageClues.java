package brokertally.source;

import brokertally.config.Settings.SourceType;
import brokertally.model.Labels;
import brokertally.model.Schema;
import brokertally.model.SeriesTable;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a broker's page tells of the broker itself.
 *
 * @param node its name: RabbitMQ's identity series; VerneMQ's label {@code node} when all series agree on it
 * @param version from RabbitMQ's build series; "" where no page tells
 */
record PageClues(Optional<String> node, String version, Start start) {
    private static final String[] UPTIMES = {
        "emqx_vm_uptime_ms",
        "rabbitmq_erlang_uptime_seconds",
        "system_wallclock",
        "erlang_vm_statistics_wallclock_time_milliseconds"
    };

    /**
     * The series that tells the start.
     *
     * @param series its index in the page's schema; empty when there is none
     * @param kind how its number is read
     */
    record Start(OptionalInt series, Kind kind) {}

    /** How a start is told. */
    enum Kind {
        /** Unix seconds of the start. */
        AT_SECONDS,
        /** Seconds since the start. */
        SINCE_SECONDS,
        /** Milliseconds since the start. */
        SINCE_MILLIS
    }

    static PageClues of(Schema page, SourceType broker) {
        SeriesTable table = page.table();
        Optional<String> node = broker == SourceType.VERNEMQ
                ? sharedNode(table)
                : label(table, "rabbitmq_identity_info", "rabbitmq_node");
        String version = label(table, "rabbitmq_build_info", "rabbitmq_version").orElse("");
        return new PageClues(node, version, start(table));
    }

    /** When the broker started, Unix milliseconds, by the page's values and the time of their arrival. */
    OptionalLong startedMillis(double[] values, long nowMillis) {
        if (start.series().isEmpty()) {
            return OptionalLong.empty();
        }
        double number = values[start.series().getAsInt()];
        double started =
                switch (start.kind()) {
                    case AT_SECONDS -> number * 1000;
                    case SINCE_SECONDS -> nowMillis - number * 1000;
                    case SINCE_MILLIS -> nowMillis - number;
                };
        return started > 0 && started < Long.MAX_VALUE ? OptionalLong.of(Math.round(started)) : OptionalLong.empty();
    }

    private static Start start(SeriesTable table) {
        OptionalInt at = only(table, "process_start_time_seconds");
        if (at.isPresent()) {
            return new Start(at, Kind.AT_SECONDS);
        }
        for (String uptime : UPTIMES) {
            OptionalInt since = only(table, uptime);
            if (since.isPresent()) {
                return new Start(since, uptime.endsWith("_seconds") ? Kind.SINCE_SECONDS : Kind.SINCE_MILLIS);
            }
        }
        return new Start(OptionalInt.empty(), Kind.AT_SECONDS);
    }

    /** The one series of a family; empty when there is no family, or more series than one: then it is not the broker's. */
    private static OptionalInt only(SeriesTable table, String name) {
        for (int f = 0; f < table.families(); f++) {
            if (table.family(f).name().equals(name)) {
                return table.end(f) - table.first(f) == 1 ? OptionalInt.of(table.first(f)) : OptionalInt.empty();
            }
        }
        return OptionalInt.empty();
    }

    private static Optional<String> label(SeriesTable table, String family, String label) {
        OptionalInt series = only(table, family);
        return series.isEmpty()
                ? Optional.empty()
                : Optional.of(Labels.value(table.labels(series.getAsInt()), label))
                        .filter(value -> !value.isEmpty());
    }

    private static Optional<String> sharedNode(SeriesTable table) {
        String shared = table.size() == 0 ? "" : Labels.value(table.labels(0), "node");
        for (int series = 1; series < table.size() && !shared.isEmpty(); series++) {
            if (!Labels.value(table.labels(series), "node").equals(shared)) {
                return Optional.empty();
            }
        }
        return Optional.of(shared).filter(name -> !name.isEmpty());
    }
}
