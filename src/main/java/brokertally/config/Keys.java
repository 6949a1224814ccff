package brokertally.config;

import brokertally.catalog.OperatorRule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every setting, in the order of {@code reference.conf}. Their defaults and meaning stand there. */
final class Keys {
    /** The scrape endpoints (DESIGN §4.1). */
    static final List<String> ENDPOINTS =
            List.of("stats", "auth", "data_integration", "schema_validation", "message_transformation");

    /** EMQX's switches for its own collectors (EMQX 5.8, {@code emqx_prometheus_schema}). */
    static final List<String> COLLECTORS =
            List.of("vm_dist", "mnesia", "vm_statistics", "vm_system_info", "vm_memory", "vm_msacc");

    static final Key<Optional<String>> NODE_NAME = new Key<>("node.name", Texts.optional());

    static final Key<String> HTTP_HOST = new Key<>("http.host", Texts.host());
    static final Key<Integer> HTTP_PORT = new Key<>("http.port", Ranged.integer(0, 65535));
    static final Key<Boolean> HTTP_LIFECYCLE = new Key<>("http.lifecycle", Words.bool());
    static final Key<Optional<String>> HTTP_CERT = new Key<>("http.tls.cert_file", Texts.file());
    static final Key<Optional<String>> HTTP_KEY = new Key<>("http.tls.key_file", Texts.file());
    static final Key<Optional<String>> HTTP_CLIENT_CA = new Key<>("http.tls.client_ca_file", Texts.file());

    static final Key<String> CLUSTER_NAME = new Key<>("cluster.name", Texts.notEmpty());
    static final Key<String> CLUSTER_HOST = new Key<>("cluster.host", Texts.reachableHost());
    static final Key<Integer> CLUSTER_PORT = new Key<>("cluster.port", Ranged.integer(1, 65535));
    static final Key<Integer> CLUSTER_BUS_PORT = new Key<>("cluster.bus_port", Ranged.integer(1, 65535));
    static final Key<Settings.Join> CLUSTER_JOIN = new Key<>("cluster.join", Words.of(Settings.Join.class));
    static final Key<List<String>> CLUSTER_MEMBERS =
            new Key<>("cluster.members", new Lists<>(Texts.hostPort(), "list of host:port"));
    static final Key<String> CLUSTER_SERVICE_DNS = new Key<>("cluster.service_dns", Texts.dnsName());
    static final Key<Integer> CLUSTER_SIZE = new Key<>("cluster.size", Ranged.integer(0, 1000));
    static final Key<Long> CLUSTER_PUBLISH_MAX_BYTES =
            new Key<>("cluster.publish_max_bytes", Ranged.bytes("0", "1MiB"));
    static final Key<Optional<String>> CLUSTER_KEYSTORE = new Key<>("cluster.tls.keystore_file", Texts.file());
    static final Key<Secret> CLUSTER_KEYSTORE_PASSWORD = new Key<>("cluster.tls.keystore_password", new Secrets());

    static final Key<Settings.SourceType> SOURCE_TYPE = new Key<>("source.type", Words.of(Settings.SourceType.class));
    static final Key<String> SOURCE_URL = new Key<>("source.url", Urls.unchecked());
    static final Key<Map<String, String>> SOURCE_ENDPOINTS = new Key<>(
            "source.endpoints",
            new Maps<>(
                    Maps.oneOf(ENDPOINTS),
                    Urls.PAGE.kind(),
                    "map of " + String.join(", ", ENDPOINTS) + " to http, https URL"));
    static final Key<String> SOURCE_API_KEY = new Key<>("source.api_key", Texts.any());
    static final Key<Secret> SOURCE_API_SECRET = new Key<>("source.api_secret", new Secrets());
    static final Key<String> SOURCE_USERNAME = new Key<>("source.username", Texts.any());
    static final Key<Secret> SOURCE_PASSWORD = new Key<>("source.password", new Secrets());
    static final Key<Duration> SOURCE_TIMEOUT = new Key<>("source.timeout", Ranged.duration("100ms", "60s"));

    static final Key<Duration> SAMPLING_INTERVAL = new Key<>("sampling.interval", Ranged.duration("500ms", "1h"));
    static final Key<Duration> SAMPLING_MAX_AGE = new Key<>("sampling.max_age", Ranged.duration("0", "1h"));

    static final Key<Duration> GATHER_TIMEOUT = new Key<>("gather.timeout", Ranged.duration("100ms", "60s"));
    static final Key<Duration> GATHER_STALE_AFTER = new Key<>("gather.stale_after", Ranged.duration("1s", "1h"));
    static final Key<Settings.Partial> GATHER_PARTIAL = new Key<>("gather.partial", Words.of(Settings.Partial.class));

    static final Key<Settings.Counters> AGGREGATION_COUNTERS =
            new Key<>("aggregation.counters", Words.of(Settings.Counters.class));
    static final Key<List<OperatorRule>> AGGREGATION_RULES =
            new Key<>("aggregation.rules", new Lists<>(new Rules(), "list of " + new Rules().range()));

    static final Key<Integer> LIMITS_SERIES = new Key<>("limits.series_per_node", Ranged.integer(1, 5_000_000));
    static final Key<Integer> LIMITS_LABEL_VALUE = new Key<>("limits.label_value_bytes", Ranged.integer(16, 65_536));
    static final Key<Long> LIMITS_BODY = new Key<>("limits.body_bytes", Ranged.bytes("64KiB", "1GiB"));
    static final Key<Integer> LIMITS_SCRAPES = new Key<>("limits.concurrent_scrapes", Ranged.integer(1, 10_000));

    static final Key<Duration> LEDGER_RETIRE_AFTER = new Key<>("ledger.retire_after", Ranged.duration("1m", "365d"));
    static final Key<Optional<String>> API_KEY_BOOTSTRAP = new Key<>("api_key.bootstrap_file", Texts.file());
    static final Key<Optional<String>> DATA_DIR = new Key<>("data_dir", Texts.file());

    static final Key<Boolean> BASIC_AUTH = new Key<>("prometheus.enable_basic_auth", Words.bool());
    static final Key<Boolean> PUSH_ENABLE = new Key<>("prometheus.push_gateway.enable", Words.bool());
    static final Key<String> PUSH_URL = new Key<>("prometheus.push_gateway.url", PushUrl.kind());
    static final Key<Duration> PUSH_INTERVAL =
            new Key<>("prometheus.push_gateway.interval", Ranged.duration("1s", "1d"));
    static final Key<String> PUSH_METHOD = new Key<>("prometheus.push_gateway.method", Words.of("put", "post"));
    static final Key<String> PUSH_JOB_NAME = new Key<>("prometheus.push_gateway.job_name", Texts.jobName());
    static final Key<Map<String, Secret>> PUSH_HEADERS = new Key<>(
            "prometheus.push_gateway.headers",
            new Maps<>(HeaderName::complaint, new HeaderValue(), "map of header name to secret text"));
    static final Key<String> PUSH_MODE = new Key<>(
            "prometheus.push_gateway.mode", Words.of("node", "all_nodes_aggregated", "all_nodes_unaggregated"));
    static final Key<List<String>> PUSH_ENDPOINTS = new Key<>(
            "prometheus.push_gateway.endpoints",
            new Lists<>(new Words(ENDPOINTS), "list of " + String.join(", ", ENDPOINTS)));
    static final Key<Boolean> PUSH_DELETE = new Key<>("prometheus.push_gateway.delete_on_shutdown", Words.bool());
    static final Key<Duration> PUSH_STALE =
            new Key<>("prometheus.push_gateway.stale_group_after", new OrZero(Ranged.duration("10s", "30d")));
    static final Key<Boolean> PUSH_GZIP = new Key<>("prometheus.push_gateway.gzip", Words.bool());
    static final Key<Optional<String>> PUSH_PROXY =
            new Key<>("prometheus.push_gateway.proxy", PushUrl.proxyKind().as(Texts::unlessEmpty));
    static final Key<Optional<String>> PUSH_CA = new Key<>("prometheus.push_gateway.tls.ca_file", Texts.file());
    static final Key<Optional<String>> PUSH_CERT = new Key<>("prometheus.push_gateway.tls.cert_file", Texts.file());
    static final Key<Optional<String>> PUSH_KEY = new Key<>("prometheus.push_gateway.tls.key_file", Texts.file());
    static final Key<Map<String, Boolean>> PUSH_COLLECTORS = new Key<>(
            "prometheus.collectors",
            new Maps<>(
                    Maps.oneOf(COLLECTORS),
                    Words.of("enabled", "disabled", "true", "false")
                            .as(word -> word.equals("enabled") || word.equals("true")),
                    "map of " + String.join(", ", COLLECTORS) + " to enabled, disabled"));

    static final Key<String> LOG_LEVEL = new Key<>("log.level", Words.of("trace", "debug", "info", "warn", "error"));
    static final Key<String> LOG_FORMAT = new Key<>("log.format", Words.of("text", "json"));

    static final List<Key<?>> ALL = List.of(
            NODE_NAME,
            HTTP_HOST,
            HTTP_PORT,
            HTTP_LIFECYCLE,
            HTTP_CERT,
            HTTP_KEY,
            HTTP_CLIENT_CA,
            CLUSTER_NAME,
            CLUSTER_HOST,
            CLUSTER_PORT,
            CLUSTER_BUS_PORT,
            CLUSTER_JOIN,
            CLUSTER_MEMBERS,
            CLUSTER_SERVICE_DNS,
            CLUSTER_SIZE,
            CLUSTER_PUBLISH_MAX_BYTES,
            CLUSTER_KEYSTORE,
            CLUSTER_KEYSTORE_PASSWORD,
            SOURCE_TYPE,
            SOURCE_URL,
            SOURCE_ENDPOINTS,
            SOURCE_API_KEY,
            SOURCE_API_SECRET,
            SOURCE_USERNAME,
            SOURCE_PASSWORD,
            SOURCE_TIMEOUT,
            SAMPLING_INTERVAL,
            SAMPLING_MAX_AGE,
            GATHER_TIMEOUT,
            GATHER_STALE_AFTER,
            GATHER_PARTIAL,
            AGGREGATION_COUNTERS,
            AGGREGATION_RULES,
            LIMITS_SERIES,
            LIMITS_LABEL_VALUE,
            LIMITS_BODY,
            LIMITS_SCRAPES,
            LEDGER_RETIRE_AFTER,
            API_KEY_BOOTSTRAP,
            DATA_DIR,
            BASIC_AUTH,
            PUSH_ENABLE,
            PUSH_URL,
            PUSH_INTERVAL,
            PUSH_METHOD,
            PUSH_JOB_NAME,
            PUSH_HEADERS,
            PUSH_MODE,
            PUSH_ENDPOINTS,
            PUSH_DELETE,
            PUSH_STALE,
            PUSH_GZIP,
            PUSH_PROXY,
            PUSH_CA,
            PUSH_CERT,
            PUSH_KEY,
            PUSH_COLLECTORS,
            LOG_LEVEL,
            LOG_FORMAT);

    private Keys() {}
}
