package brokertally.config;

import brokertally.catalog.OperatorRule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The whole configuration, checked. Keys, defaults and ranges are in {@code reference.conf}. */
public record Settings(
        Node node,
        Http http,
        Cluster cluster,
        Source source,
        Sampling sampling,
        Gather gather,
        Aggregation aggregation,
        Limits limits,
        Ledger ledger,
        ApiKey apiKey,
        Optional<String> dataDir,
        Prometheus prometheus,
        Log log) {

    /** {@code node}; {@code name}: empty = the broker says, else made from the host name. */
    public record Node(Optional<String> name) {}

    /** {@code http}; {@code port}: 0 = any free port; {@code lifecycle}: whether POST /-/reload is allowed. */
    public record Http(String host, int port, boolean lifecycle, HttpTls tls) {
        /** Without {@code POST /-/reload}. */
        public Http(String host, int port, HttpTls tls) {
            this(host, port, false, tls);
        }
    }

    /** {@code http.tls}; all paths, empty = not set. */
    public record HttpTls(Optional<String> certFile, Optional<String> keyFile, Optional<String> clientCaFile) {}

    /** {@code cluster}; {@code size}: expected members, 0 = learn. */
    public record Cluster(
            String name,
            String host,
            int port,
            int busPort,
            Join join,
            List<String> members,
            String serviceDns,
            int size,
            long publishMaxBytes,
            ClusterTls tls) {}

    /** {@code cluster.tls}. */
    public record ClusterTls(Optional<String> keystoreFile, Secret keystorePassword) {}

    /** {@code cluster.join}. */
    public enum Join {
        STATIC,
        DNS,
        KUBERNETES
    }

    /** {@code source}; {@code endpoints}: endpoint path → URL, for prometheus with several pages. */
    public record Source(
            SourceType type,
            String url,
            Map<String, String> endpoints,
            String apiKey,
            Secret apiSecret,
            String username,
            Secret password,
            Duration timeout) {}

    /** {@code source.type}. */
    public enum SourceType {
        EMQX,
        MOSQUITTO,
        RABBITMQ,
        HIVEMQ,
        VERNEMQ,
        NANOMQ,
        PROMETHEUS,
        DEMO
    }

    /** {@code sampling}. */
    public record Sampling(Duration interval, Duration maxAge) {}

    /** {@code gather}. */
    public record Gather(Duration timeout, Duration staleAfter, Partial partial) {}

    /** {@code gather.partial}. */
    public enum Partial {
        ALLOW,
        FAIL
    }

    /** {@code aggregation}. */
    public record Aggregation(Counters counters, List<OperatorRule> rules) {
        /** By the text of the expressions: two patterns of one text are not equal. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Aggregation that
                    && counters == that.counters
                    && texts(rules).equals(texts(that.rules));
        }

        @Override
        public int hashCode() {
            return Objects.hash(counters, texts(rules));
        }

        private static List<String> texts(List<OperatorRule> rules) {
            return rules.stream()
                    .map(rule -> rule.aggregation().text() + " " + rule.match().pattern())
                    .toList();
        }
    }

    /** {@code aggregation.counters}. */
    public enum Counters {
        MONOTONE,
        RUNNING
    }

    /** {@code limits}. */
    public record Limits(int seriesPerNode, int labelValueBytes, long bodyBytes, int concurrentScrapes) {}

    /** {@code ledger}. */
    public record Ledger(Duration retireAfter) {}

    /** {@code api_key}. */
    public record ApiKey(Optional<String> bootstrapFile) {}

    /** {@code prometheus}: the block of the EMQX document. */
    public record Prometheus(boolean enableBasicAuth, PushGateway pushGateway, Map<String, Boolean> collectors) {}

    /** {@code prometheus.push_gateway}; {@code url} is a sound {@link PushUrl}, {@code jobName} a sound {@link JobName}. */
    public record PushGateway(
            boolean enable,
            String url,
            Duration interval,
            String method,
            String jobName,
            Map<String, Secret> headers,
            String mode,
            List<String> endpoints,
            PushLife life,
            PushTransport transport) {}

    /** How long a pushed group lives; {@code staleGroupAfter}: zero = groups of nodes that are gone stay. */
    public record PushLife(boolean deleteOnShutdown, Duration staleGroupAfter) {}

    /** The way to the Pushgateway; {@code proxy}: a sound {@link PushUrl} without TLS and path. */
    public record PushTransport(boolean gzip, Optional<String> proxy, PushTls tls) {}

    /** {@code prometheus.push_gateway.tls}; all paths, empty = not set. */
    public record PushTls(Optional<String> caFile, Optional<String> certFile, Optional<String> keyFile) {}

    /** {@code log}. */
    public record Log(String level, String format) {}
}
