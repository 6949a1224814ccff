package brokertally.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import brokertally.catalog.AggregationClass;
import brokertally.catalog.Catalog;
import brokertally.config.Settings.SourceType;
import brokertally.model.Endpoint;
import brokertally.model.MetricType;
import brokertally.model.Schema;
import brokertally.model.Values;
import brokertally.text.Page;
import brokertally.text.PageReader;
import brokertally.text.ParseException;
import brokertally.text.ParseLimits;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BrokerMappingTest {
    @Test
    void theResource_hasAllRowsOfAllBrokers() {
        Map<String, Long> rows =
                BrokerMapping.all().stream().collect(Collectors.groupingBy(MappingRow::broker, Collectors.counting()));

        assertThat(rows)
                .containsOnly(
                        entry("mosquitto", 20L),
                        entry("hivemq", 16L),
                        entry("vernemq", 51L),
                        entry("nanomq", 14L),
                        entry("rabbitmq", 17L),
                        entry("moquette", 6L));
    }

    @Test
    void rows_nameAnEmqxFamilyOnceForEachBroker() {
        assertThat(BrokerMapping.all().stream()
                        .map(row -> row.broker() + " " + row.emqx())
                        .toList())
                .doesNotHaveDuplicates();
        assertThat(BrokerMapping.all()).allSatisfy(row -> assertThat(row.emqx()).startsWith("emqx_"));
    }

    @Test
    void types_areThoseOfTheCatalogExceptWhereTheNumberFalls() {
        List<String> other = BrokerMapping.all().stream()
                .filter(row -> Bench.CATALOG.typeOf(row.emqx(), row.type()) != row.type())
                .map(row -> row.broker() + " " + row.emqx())
                .toList();

        assertThat(other).containsExactly("rabbitmq emqx_bytes_received", "rabbitmq emqx_bytes_sent");
    }

    @Test
    void rules_areForFamiliesThatMeanSomethingElseThanOnEmqx() {
        assertThat(BrokerMapping.rules(SourceType.EMQX)).isEmpty();
        assertThat(BrokerMapping.rules(SourceType.VERNEMQ)).singleElement().satisfies(rule -> {
            assertThat(rule.aggregation()).isEqualTo(AggregationClass.CLUSTER);
            assertThat(rule.match().matcher("emqx_subscriptions_count").matches())
                    .isTrue();
            assertThat(rule.match().matcher("emqx_subscriptions_max").matches()).isFalse();
        });
    }

    @Test
    void hivemq_countersThatAreTypedGaugeAreCounters() throws ParseException {
        Ingest.Ingested read = read(
                SourceType.HIVEMQ,
                """
                # TYPE com_hivemq_messages_incoming_publish_count gauge
                com_hivemq_messages_incoming_publish_count 500.0
                # TYPE com_hivemq_messages_dropped_count gauge
                com_hivemq_messages_dropped_count 3.0
                # TYPE com_hivemq_networking_connections_current gauge
                com_hivemq_networking_connections_current 7.0
                """);

        // Trap 10, and: what only an approx row uses stays under its own name, with its true type.
        assertThat(Bench.values(read.schema(), read.values()))
                .containsOnly(
                        entry("com_hivemq_messages_dropped_count", 3.0),
                        entry("emqx_live_connections_count", 7.0),
                        entry("emqx_messages_dropped", 3.0),
                        entry("emqx_messages_received", 500.0),
                        entry("emqx_packets_publish_received", 500.0));
        assertThat(typeOf(read, "emqx_messages_received")).isEqualTo(MetricType.COUNTER);
        assertThat(typeOf(read, "com_hivemq_messages_dropped_count")).isEqualTo(MetricType.COUNTER);
        assertThat(typeOf(read, "emqx_live_connections_count")).isEqualTo(MetricType.GAUGE);
    }

    @Test
    void vernemq_sumsOverVersionsCodesAndNames() throws ParseException {
        Ingest.Ingested read = read(
                SourceType.VERNEMQ,
                """
                # TYPE mqtt_publish_received counter
                mqtt_publish_received{node="VerneMQ@10.0.0.1",mqtt_version="4"} 10
                mqtt_publish_received{node="VerneMQ@10.0.0.1",mqtt_version="5"} 5
                # TYPE mqtt_connack_sent counter
                mqtt_connack_sent{node="VerneMQ@10.0.0.1",mqtt_version="4",return_code="success"} 4
                mqtt_connack_sent{node="VerneMQ@10.0.0.1",mqtt_version="4",return_code="not_authorized"} 2
                mqtt_connack_sent{node="VerneMQ@10.0.0.1",mqtt_version="5",reason_code="bad_username_or_password"} 1
                # TYPE mqtt_connack_accepted_sent counter
                mqtt_connack_accepted_sent{node="VerneMQ@10.0.0.1",mqtt_version="4"} 100
                # TYPE system_wallclock counter
                system_wallclock{node="VerneMQ@10.0.0.1"} 60000
                # TYPE cluster_bytes_sent counter
                cluster_bytes_sent{node="VerneMQ@10.0.0.1"} 8
                """);

        assertThat(Bench.values(read.schema(), read.values()))
                .containsOnly(
                        entry("cluster_bytes_sent", 8.0),
                        entry("emqx_client_connected", 104.0),
                        entry("emqx_messages_received", 15.0),
                        entry("emqx_packets_connack_auth_error", 3.0),
                        entry("emqx_packets_connack_sent", 107.0),
                        entry("emqx_packets_publish_received", 15.0),
                        entry("emqx_vm_uptime_ms", 60_000.0));
        assertThat(typeOf(read, "emqx_vm_uptime_ms")).isEqualTo(MetricType.GAUGE);
        assertThat(read.who().node()).contains("VerneMQ@10.0.0.1");
        assertThat(read.who().startedMillis()).hasValue(1_000_000 - 60_000);
    }

    @Test
    void nanomq_passesWhatHasNoCounterpart() throws ParseException {
        Ingest.Ingested read = read(
                SourceType.NANOMQ,
                """
                # TYPE nanomq_connections_count gauge
                nanomq_connections_count 3
                # TYPE nanomq_cpu_usage gauge
                nanomq_cpu_usage 0.32%
                # TYPE nanomq_cpu_usage_max gauge
                nanomq_cpu_usage_max 1.5
                """);

        assertThat(Bench.values(read.schema(), read.values()))
                .containsOnly(entry("emqx_live_connections_count", 3.0), entry("nanomq_cpu_usage_max", 1.5));
        assertThat(read.left().badLines()).isEqualTo(1);
    }

    @Test
    void rabbitmq_countsMqttOnlyAndKeepsTheOtherProtocols() throws ParseException {
        Ingest.Ingested read = read(
                SourceType.RABBITMQ,
                """
                # TYPE rabbitmq_identity_info untyped
                rabbitmq_identity_info{rabbitmq_node="rabbit@a",rabbitmq_cluster="c"} 1
                # TYPE rabbitmq_build_info untyped
                rabbitmq_build_info{rabbitmq_version="3.13.7",erlang_version="26"} 1
                # TYPE rabbitmq_global_messages_received_total counter
                rabbitmq_global_messages_received_total{protocol="amqp091"} 1000
                rabbitmq_global_messages_received_total{protocol="mqtt311"} 10
                rabbitmq_global_messages_received_total{protocol="mqtt50"} 5
                # TYPE rabbitmq_global_messages_delivered_total counter
                rabbitmq_global_messages_delivered_total{protocol="mqtt50",queue_type="rabbit_mqtt_qos0_queue"} 7
                rabbitmq_global_messages_delivered_total{protocol="mqtt50",queue_type="rabbit_classic_queue"} 2
                # TYPE rabbitmq_global_messages_unroutable_dropped_total counter
                rabbitmq_global_messages_unroutable_dropped_total{protocol="mqtt50"} 1
                # TYPE rabbitmq_global_messages_unroutable_returned_total counter
                rabbitmq_global_messages_unroutable_returned_total{protocol="mqtt50"} 2
                """);

        assertThat(Bench.values(read.schema(), read.values()))
                .contains(
                        entry("emqx_messages_received", 15.0),
                        entry("emqx_packets_publish_received", 15.0),
                        entry("emqx_messages_sent", 9.0),
                        entry("emqx_messages_delivered", 9.0),
                        entry("emqx_messages_dropped_no_subscribers", 3.0),
                        entry("rabbitmq_global_messages_received_total{protocol=\"amqp091\"}", 1000.0))
                .doesNotContainKey("rabbitmq_global_messages_received_total{protocol=\"mqtt50\"}");
        assertThat(read.who().node()).contains("rabbit@a");
        assertThat(read.who().version()).isEqualTo("3.13.7");
    }

    @Test
    void trap45_rabbitmqConnectionBytesAreGauges() throws ParseException {
        Ingest.Ingested read = read(
                SourceType.RABBITMQ,
                "# TYPE rabbitmq_connection_incoming_bytes_total counter\nrabbitmq_connection_incoming_bytes_total 900\n");

        assertThat(typeOf(read, "emqx_bytes_received")).isEqualTo(MetricType.GAUGE);
        assertThat(typeOf(read, "rabbitmq_connection_incoming_bytes_total")).isEqualTo(MetricType.GAUGE);
    }

    @Test
    void trap45_bytesOfRabbitmqAreNotMonotoneUnderEmqxsName() {
        Catalog rabbitmq = Catalog.load().withTypes(BrokerMapping.types(SourceType.RABBITMQ));

        assertThat(rabbitmq.typeOf("emqx_bytes_received", MetricType.GAUGE)).isEqualTo(MetricType.GAUGE);
        assertThat(rabbitmq.isMonotone("emqx_bytes_received", MetricType.GAUGE)).isFalse();
        assertThat(rabbitmq.isMonotone("emqx_bytes_sent", MetricType.COUNTER)).isFalse();
        assertThat(rabbitmq.isMonotone("rabbitmq_connection_incoming_bytes_total", MetricType.GAUGE))
                .isFalse();
        assertThat(rabbitmq.isMonotone("emqx_messages_received", MetricType.COUNTER))
                .isTrue();
        assertThat(Catalog.load()
                        .withTypes(BrokerMapping.types(SourceType.MOSQUITTO))
                        .isMonotone("emqx_bytes_received", MetricType.COUNTER))
                .isTrue();
        assertThat(BrokerMapping.types(SourceType.EMQX)).isEmpty();
    }

    @Test
    void trap10_countersOfHivemqThatAreTypedGaugeAreMonotone() {
        Catalog hivemq = Catalog.load().withTypes(BrokerMapping.types(SourceType.HIVEMQ));

        assertThat(hivemq.isMonotone("emqx_packets_publish_received", MetricType.GAUGE))
                .isTrue();
        assertThat(hivemq.isMonotone("com_hivemq_messages_incoming_publish_count", MetricType.GAUGE))
                .isTrue();
        assertThat(hivemq.isMonotone("com_hivemq_subscriptions_overall_current", MetricType.GAUGE))
                .isFalse();
    }

    @Test
    void moquette_sumsQueuesAndSplitsQos() throws ParseException {
        Ingest.Ingested read = read(
                SourceType.PROMETHEUS,
                """
                # TYPE moquette_session_messages_total counter
                moquette_session_messages_total{QoS="0",queue_name="a"} 1
                moquette_session_messages_total{QoS="1",queue_name="a"} 2
                moquette_session_messages_total{QoS="1",queue_name="b"} 4
                """);

        assertThat(Bench.values(read.schema(), read.values()))
                .containsOnly(
                        entry("emqx_messages_qos0_sent", 1.0),
                        entry("emqx_messages_qos1_sent", 6.0),
                        entry("emqx_messages_sent", 7.0));
    }

    @Test
    void aSumWithARefusedPart_isAbsent() throws ParseException {
        Ingest.Ingested read = read(
                SourceType.VERNEMQ,
                "mqtt_publish_received{mqtt_version=\"4\"} 10\nmqtt_publish_received{mqtt_version=\"5\"} -5\n");

        assertThat(Arrays.stream(read.values()).boxed()).hasSize(2).allMatch(Values::isAbsent);
        assertThat(read.refused()).isEqualTo(2);
    }

    @Test
    void vernemq_labelsOfSeveralNodes_areExported() throws ParseException {
        Ingest.Ingested read = read(SourceType.VERNEMQ, "x{node=\"a\"} 1\nx{node=\"b\"} 2\n");

        assertThat(Bench.values(read.schema(), read.values()))
                .containsOnly(entry("x{exported_node=\"a\"}", 1.0), entry("x{exported_node=\"b\"}", 2.0));
        assertThat(read.who().node()).isEmpty();
    }

    @Test
    void selector_thatIsNone_isRefused() {
        assertThatThrownBy(() -> Selector.parse("a{b=c}")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Selector.parse("a b")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void selector_matchesWholeValues() {
        Selector selector = Selector.parse("a{x=~\"m|n\",y=\"1.0\"}");

        assertThat(selector.matches("x=\"m\",y=\"1.0\"")).isTrue();
        assertThat(selector.matches("x=\"mm\",y=\"1.0\"")).isFalse();
        assertThat(selector.matches("x=\"m\",y=\"1x0\"")).isFalse();
        assertThat(selector.matches("")).isFalse();
    }

    private static MetricType typeOf(Ingest.Ingested read, String family) {
        return Bench.family(read.schema(), family).type();
    }

    private static Ingest.Ingested read(SourceType broker, String page) throws ParseException {
        Reshaper.Rules rules =
                new Reshaper.Rules(Bench.CATALOG, BrokerMapping.of(broker), Reshaper.Placement.BY_CATALOG);
        Ingest ingest =
                new Ingest(new PageReader(new ParseLimits(1000, 1000, 10_000)), rules, broker, Optional.empty());
        byte[] body = page.getBytes(StandardCharsets.UTF_8);
        Page one = new Page(Endpoint.STATS, Page.Dialect.PROMETHEUS, body, body.length);
        Schema first = ingest.read(List.of(one), Optional.empty(), 1_000_000).schema();
        Ingest.Ingested second = ingest.read(List.of(one), Optional.empty(), 1_000_000);
        assertThat(second.schema()).isSameAs(first);
        return second;
    }
}
