package brokertally.config;

import com.typesafe.config.ConfigUtil;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A value of a setting that is allowed and not its default, and one of a wrong type; both HOCON.
 *
 * @param good the allowed value
 * @param wrong a value that no message may accept
 * @param with what else has to be set for the value to be allowed
 */
record Sample(String good, String wrong, Map<String, String> with) {
    private static final String BLOCK = "{ a = 1 }";
    private static final String LIST = "[1]";

    /** By key; {@code ReferenceConfTest} demands one for every key. */
    static Map<String, Sample> all() {
        Map<String, Sample> all = new LinkedHashMap<>();
        all.put("node.name", of("\"emqx@10.0.0.1\"", BLOCK));
        all.put("http.host", of("127.0.0.2", LIST));
        all.put("http.port", of("18091", "port"));
        all.put("http.lifecycle", of("true", "perhaps"));
        all.put("http.tls.cert_file", of("a.pem", LIST, "http.tls.key_file", "b.pem"));
        all.put("http.tls.key_file", of("a.pem", LIST, "http.tls.cert_file", "b.pem"));
        all.put(
                "http.tls.client_ca_file",
                new Sample("a.pem", LIST, Map.of("http.tls.cert_file", "b.pem", "http.tls.key_file", "c.pem")));
        all.put("cluster.name", of("other", LIST));
        all.put("cluster.host", of("10.0.0.1", LIST));
        all.put("cluster.port", of("16001", "1.5"));
        all.put("cluster.bus_port", of("16002", BLOCK));
        all.put("cluster.join", of("kubernetes", "yes", "cluster.host", "10.0.0.1"));
        all.put("cluster.members", of("[\"127.0.0.1:16001\", \"localhost:16002\"]", BLOCK));
        all.put("cluster.service_dns", of("brokers.mqtt.svc", LIST));
        all.put("cluster.size", of("3", "three"));
        all.put("cluster.publish_max_bytes", of("128KiB", "large"));
        all.put("cluster.tls.keystore_file", of("a.p12", LIST, "cluster.tls.keystore_password", "secret"));
        all.put("cluster.tls.keystore_password", of("\"s e#c\"", LIST, "cluster.tls.keystore_file", "a.p12"));
        all.put("source.type", of("demo", "emq"));
        all.put("source.url", of("\"http://10.0.0.1:18083\"", LIST));
        all.put(
                "source.endpoints",
                of("{ stats = \"http://b/stats\", auth = \"http://b/auth\" }", "text", "source.type", "prometheus"));
        all.put("source.api_key", of("key", LIST, "source.api_secret", "secret"));
        all.put("source.api_secret", of("secret", LIST, "source.api_key", "key"));
        all.put("source.username", of("monitor", LIST));
        all.put("source.password", of("secret", LIST, "source.username", "monitor"));
        all.put("source.timeout", of("3s", "soon"));
        all.put("sampling.interval", of("10s", "often"));
        all.put("sampling.max_age", of("0", BLOCK));
        all.put("gather.timeout", of("4s", LIST));
        all.put("gather.stale_after", of("20s", "20 parsecs"));
        all.put("gather.partial", of("fail", "maybe"));
        all.put("aggregation.counters", of("running", "1"));
        all.put("aggregation.rules", of("[{ match = \"a.*\", class = max }]", "{ match = a }"));
        all.put("limits.series_per_node", of("1000", "many"));
        all.put("limits.label_value_bytes", of("2048", "2KiB"));
        all.put("limits.body_bytes", of("1MiB", "wide"));
        all.put("limits.concurrent_scrapes", of("8", LIST));
        all.put("ledger.retire_after", of("48h", "never"));
        all.put("api_key.bootstrap_file", of("keys.txt", LIST));
        all.put("data_dir", of("\"/nonexistent/brokertally\"", LIST));
        all.put("prometheus.enable_basic_auth", of("true", "1"));
        all.put("prometheus.push_gateway.enable", of("true", "on"));
        all.put("prometheus.push_gateway.url", of("\"https://pg:9091\"", LIST));
        all.put("prometheus.push_gateway.interval", of("30s", "often"));
        all.put("prometheus.push_gateway.method", of("post", "get"));
        all.put("prometheus.push_gateway.job_name", of("\"${name}\"", LIST));
        all.put("prometheus.push_gateway.headers", of("{ Authorization = \"token\" }", "text"));
        all.put("prometheus.push_gateway.mode", of("all_nodes_aggregated", "all"));
        all.put("prometheus.push_gateway.endpoints", of("[stats, auth]", BLOCK));
        String url = "prometheus.push_gateway.url";
        String cert = "prometheus.push_gateway.tls.cert_file";
        String key = "prometheus.push_gateway.tls.key_file";
        all.put("prometheus.push_gateway.delete_on_shutdown", of("false", "perhaps"));
        all.put("prometheus.push_gateway.stale_group_after", of("0", "never"));
        all.put("prometheus.push_gateway.gzip", of("true", "on"));
        all.put("prometheus.push_gateway.proxy", of("\"http://u:secret@proxy:3128\"", LIST));
        all.put("prometheus.push_gateway.tls.ca_file", of("ca.pem", LIST, url, "https://pg"));
        all.put(cert, new Sample("a.pem", LIST, Map.of(url, "https://pg", key, "b.pem")));
        all.put(key, new Sample("b.pem", LIST, Map.of(url, "https://pg", cert, "a.pem")));
        all.put("prometheus.collectors", of("{ vm_dist = enabled }", LIST));
        all.put("log.level", of("debug", "verbose"));
        all.put("log.format", of("json", "xml"));
        return all;
    }

    /** A file that sets the key to the allowed value. */
    String goodFile(String path) {
        return path + " = " + good + "\n" + companions();
    }

    /** A file that sets the key to the value of a wrong type. */
    String wrongFile(String path) {
        return path + " = " + wrong + "\n" + companions();
    }

    /** What else has to be set, as HOCON. */
    String companions() {
        StringBuilder text = new StringBuilder();
        with.forEach((path, value) -> text.append(path)
                .append(" = ")
                .append(ConfigUtil.quoteString(value))
                .append('\n'));
        return text.toString();
    }

    private static Sample of(String good, String wrong) {
        return new Sample(good, wrong, Map.of());
    }

    private static Sample of(String good, String wrong, String path, String value) {
        return new Sample(good, wrong, Map.of(path, value));
    }
}
