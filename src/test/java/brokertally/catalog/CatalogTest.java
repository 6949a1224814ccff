package brokertally.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brokertally.model.Endpoint;
import brokertally.model.MetricType;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogTest {
    private final Catalog catalog = Catalog.load();

    /** The 466 entries of the reference without the 68 names that two endpoints share, 28 of RabbitMQ and 3 of Mosquitto. */
    @Test
    void load_hasAllFamilies() throws IOException {
        assertThat(catalog.size()).isEqualTo(466 - 68 + 28 + 3);
        assertThat(counts(CatalogEntry::endpoint))
                .containsEntry(Endpoint.STATS, 368L)
                .containsEntry(Endpoint.AUTH, 17L)
                .containsEntry(Endpoint.DATA_INTEGRATION, 36L)
                .containsEntry(Endpoint.SCHEMA_VALIDATION, 4L)
                .containsEntry(Endpoint.MESSAGE_TRANSFORMATION, 4L);
        assertThat(counts(CatalogEntry::aggregation))
                .containsEntry(AggregationClass.SUM, 232L)
                .containsEntry(AggregationClass.LOGICAL_AND, 11L)
                .containsEntry(AggregationClass.PER_NODE, 156L)
                .containsEntry(AggregationClass.CLUSTER, 30L);
        assertThat(counts(CatalogEntry::type))
                .containsEntry(MetricType.COUNTER, 247L)
                .containsEntry(MetricType.GAUGE, 172L)
                .containsEntry(MetricType.HISTOGRAM, 7L)
                .containsEntry(MetricType.UNTYPED, 3L);
        assertThat(entries().stream().filter(CatalogEntry::mayFall))
                .hasSize(28)
                .allSatisfy(entry -> assertThat(entry.name()).matches("rabbitmq_(connection|channel|queue)_.*_total"));
    }

    private Collection<CatalogEntry> entries() throws IOException {
        try (InputStreamReader in =
                new InputStreamReader(Catalog.class.getResourceAsStream("catalog.tsv"), StandardCharsets.UTF_8)) {
            return CatalogReader.read(in).values();
        }
    }

    private <T> Map<T, Long> counts(Function<CatalogEntry, T> by) throws IOException {
        return entries().stream().collect(Collectors.groupingBy(by, Collectors.counting()));
    }

    @Test
    void help_isOneSentence() throws IOException {
        assertThat(entries())
                .allSatisfy(entry ->
                        assertThat(entry.help()).matches("[A-Z0-9].*[^.]\\.").doesNotContain(". ", "\t"));
    }

    @Test
    void order_isThatOfEmqx() {
        assertThat(List.of(
                        "emqx_connections_count",
                        "emqx_vm_cpu_use",
                        "emqx_bytes_received",
                        "emqx_cert_expiry_at",
                        "erlang_mnesia_held_locks",
                        "emqx_authn_enable",
                        "emqx_rules_count",
                        "emqx_schema_validation_enable",
                        "emqx_message_transformation_enable",
                        "somebody_else"))
                .isSortedAccordingTo((a, b) -> Integer.compare(catalog.orderOf(a), catalog.orderOf(b)));
        assertThat(catalog.orderOf("emqx_connections_count")).isZero();
        assertThat(catalog.orderOf("somebody_else")).isEqualTo(Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "emqx_ds_store_batch_time",
                "emqx_ds_builtin_next_time",
                "emqx_ds_poll_request_sharing",
                "emqx_ds_poll_pendingq_len",
                "emqx_ds_poll_waitq_len",
                "emqx_ds_buffer_flush_time",
                "emqx_ds_buffer_latency",
                "emqx_ds_subs_handover"
            })
    void typeOf_declaredCounterThatMayFall_isGauge(String family) {
        assertThat(catalog.typeOf(family, MetricType.COUNTER)).isEqualTo(MetricType.GAUGE);
    }

    @Test
    void typeOf_correctsScalarsOnly() {
        assertThat(catalog.typeOf("emqx_bytes_received", MetricType.UNTYPED)).isEqualTo(MetricType.COUNTER);
        assertThat(catalog.typeOf("emqx_bytes_received", MetricType.HISTOGRAM)).isEqualTo(MetricType.HISTOGRAM);
        assertThat(catalog.typeOf("emqx_authn_latency", MetricType.COUNTER)).isEqualTo(MetricType.COUNTER);
        assertThat(catalog.typeOf("somebody_else", MetricType.GAUGE)).isEqualTo(MetricType.GAUGE);
    }

    @Test
    void classify_followsTheDocumentWhereEmqxDoesNot() {
        assertThat(classOf("emqx_action_enable")).isEqualTo(AggregationClass.LOGICAL_AND);
        assertThat(classOf("emqx_action_status")).isEqualTo(AggregationClass.LOGICAL_AND);
        assertThat(classOf("emqx_durable_subscriptions_count")).isEqualTo(AggregationClass.CLUSTER);
        assertThat(classOf("emqx_durable_subscriptions_max")).isEqualTo(AggregationClass.CLUSTER);
        assertThat(classOf("erlang_vm_port_count")).isEqualTo(AggregationClass.PER_NODE);
        assertThat(classOf("emqx_instr_broker_dispatch_shard_lat_us")).isEqualTo(AggregationClass.SUM);
        assertThat(classOf("emqx_authn_builtin_record_count")).isEqualTo(AggregationClass.CLUSTER);
        assertThat(classOf("emqx_sessions_count")).isEqualTo(AggregationClass.SUM);
        assertThat(classOf("emqx_ds_buffer_latency")).isEqualTo(AggregationClass.PER_NODE);
    }

    private AggregationClass classOf(String known) {
        return catalog.classify(known, catalog.find(known).orElseThrow().type());
    }

    @Test
    void classify_unknownFamily_goesByTypeAndName() {
        assertThat(catalog.classify("x_total", MetricType.COUNTER)).isEqualTo(AggregationClass.SUM);
        assertThat(catalog.classify("x_seconds", MetricType.HISTOGRAM)).isEqualTo(AggregationClass.SUM);
        assertThat(catalog.classify("x_seconds", MetricType.SUMMARY)).isEqualTo(AggregationClass.SUM);
        assertThat(catalog.classify("emqx_new", MetricType.GAUGE)).isEqualTo(AggregationClass.SUM);
        assertThat(catalog.classify("emqx_new", MetricType.UNTYPED)).isEqualTo(AggregationClass.SUM);
        assertThat(catalog.classify("x", MetricType.GAUGE)).isEqualTo(AggregationClass.PER_NODE);
        assertThat(catalog.classify("x", MetricType.UNTYPED)).isEqualTo(AggregationClass.PER_NODE);
    }

    @Test
    void isMonotone_ofWhatIsAddedAndNeverTakenBack() {
        assertThat(catalog.isMonotone("emqx_bytes_received", MetricType.COUNTER))
                .isTrue();
        assertThat(catalog.isMonotone("x_total", MetricType.COUNTER)).isTrue();
        assertThat(catalog.isMonotone("x_seconds", MetricType.HISTOGRAM)).isTrue();
        assertThat(catalog.isMonotone("x_seconds", MetricType.SUMMARY)).isTrue();
        assertThat(catalog.isMonotone("emqx_sessions_count", MetricType.GAUGE)).isFalse();
        assertThat(catalog.isMonotone("emqx_new", MetricType.UNTYPED)).isFalse();
        assertThat(catalog.isMonotone("erlang_vm_statistics_reductions_total", MetricType.COUNTER))
                .isFalse();
        assertThat(catalog.isMonotone("rabbitmq_global_messages_received_total", MetricType.COUNTER))
                .isTrue();
    }

    @Test
    void isMonotone_followsTheRules() {
        Catalog ruled = catalog.withRules(List.of(
                new OperatorRule(Pattern.compile("emqx_bytes_.*"), AggregationClass.PER_NODE),
                new OperatorRule(Pattern.compile("erlang_.*"), AggregationClass.SUM)));

        assertThat(ruled.isMonotone("emqx_bytes_received", MetricType.COUNTER)).isFalse();
        assertThat(ruled.isMonotone("erlang_vm_statistics_reductions_total", MetricType.COUNTER))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rabbitmq_connection_incoming_bytes_total",
                "rabbitmq_connection_outgoing_packets_total",
                "rabbitmq_channel_messages_published_total",
                "rabbitmq_queue_messages_delivered_total"
            })
    void trap45_whatRabbitmqTakesBackIsNotMonotone(String family) {
        assertThat(catalog.isMonotone(family, MetricType.COUNTER)).isFalse();
        assertThat(catalog.classify(family, MetricType.COUNTER)).isEqualTo(AggregationClass.SUM);
    }

    @Test
    void trap11_clientsTotalThatIsDeclaredCounterIsAGauge() {
        assertThat(catalog.typeOf("broker_clients_total", MetricType.COUNTER)).isEqualTo(MetricType.GAUGE);
        assertThat(catalog.isMonotone("broker_clients_total", MetricType.COUNTER))
                .isFalse();
        assertThat(catalog.isMonotone("broker_uptime", MetricType.COUNTER)).isFalse();
    }

    @Test
    void trap10_aCounterThatIsDeclaredGaugeIsMonotone() {
        assertThat(catalog.isMonotone("emqx_packets_publish_received", MetricType.GAUGE))
                .isTrue();
    }

    @Test
    void withTypes_areThoseOfTheBrokerAtHand() {
        Catalog other = catalog.withTypes(Map.of("emqx_bytes_received", MetricType.GAUGE, "x", MetricType.COUNTER));

        assertThat(other.typeOf("emqx_bytes_received", MetricType.COUNTER)).isEqualTo(MetricType.GAUGE);
        assertThat(other.typeOf("emqx_bytes_received", MetricType.HISTOGRAM)).isEqualTo(MetricType.HISTOGRAM);
        assertThat(other.isMonotone("emqx_bytes_received", MetricType.COUNTER)).isFalse();
        assertThat(other.isMonotone("x", MetricType.GAUGE)).isTrue();
        assertThat(other.withRules(List.of()).typeOf("x", MetricType.GAUGE)).isEqualTo(MetricType.COUNTER);
        assertThat(catalog.typeOf("emqx_bytes_received", MetricType.GAUGE)).isEqualTo(MetricType.COUNTER);
    }

    @Test
    void rules_winInTheirOrder_andMatchTheWholeName() {
        Catalog ruled = catalog.withRules(List.of(
                new OperatorRule(Pattern.compile("emqx_vm_cpu_.*"), AggregationClass.MAX),
                new OperatorRule(Pattern.compile("emqx_vm_.*"), AggregationClass.MIN),
                new OperatorRule(Pattern.compile("bytes"), AggregationClass.MIN)));

        assertThat(ruled.classify("emqx_vm_cpu_use", MetricType.GAUGE)).isEqualTo(AggregationClass.MAX);
        assertThat(ruled.classify("emqx_vm_run_queue", MetricType.GAUGE)).isEqualTo(AggregationClass.MIN);
        assertThat(ruled.classify("emqx_bytes_received", MetricType.COUNTER)).isEqualTo(AggregationClass.SUM);
        assertThat(catalog.classify("emqx_vm_cpu_use", MetricType.GAUGE)).isEqualTo(AggregationClass.PER_NODE);
    }

    @Test
    void helpOf_prefersTheCatalog() {
        assertThat(catalog.helpOf("emqx_bytes_received", "other")).startsWith("Bytes");
        assertThat(catalog.helpOf("somebody_else", "declared")).isEqualTo("declared");
        assertThat(catalog.helpOf("somebody_else", "")).isEmpty();
        assertThat(catalog.endpointOf("emqx_authn_enable")).contains(Endpoint.AUTH);
        assertThat(catalog.endpointOf("somebody_else")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stats\tx\tcounter\tsum\t-",
                "nowhere\tx\tcounter\tsum\t-\tHelp.",
                "stats\tx\tmeter\tsum\t-\tHelp.",
                "stats\tx\tcounter\taverage\t-\tHelp.",
                "stats\tx\tcounter\tsum\tmay_rise\tHelp.",
                "stats\ty\tcounter\tsum\t-\tTwice.",
            })
    void read_badLine_isNamed(String line) {
        String table = "# comment\nendpoint\tname\ttype\tclass\tflags\thelp\nstats\ty\tcounter\tsum\tmay_fall\tHelp.\n";

        assertThatThrownBy(() -> CatalogReader.read(new StringReader(table + line + "\n")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 4");
    }
}
