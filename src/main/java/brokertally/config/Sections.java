package brokertally.config;

/** From keys to the records of {@link Settings}: one method per block. */
record Sections(KeyReader keys) {
    Settings settings() {
        return new Settings(
                new Settings.Node(keys.get(Keys.NODE_NAME)),
                http(),
                cluster(),
                source(),
                new Settings.Sampling(keys.get(Keys.SAMPLING_INTERVAL), keys.get(Keys.SAMPLING_MAX_AGE)),
                new Settings.Gather(
                        keys.get(Keys.GATHER_TIMEOUT),
                        keys.get(Keys.GATHER_STALE_AFTER),
                        keys.get(Keys.GATHER_PARTIAL)),
                new Settings.Aggregation(keys.get(Keys.AGGREGATION_COUNTERS), keys.get(Keys.AGGREGATION_RULES)),
                limits(),
                new Settings.Ledger(keys.get(Keys.LEDGER_RETIRE_AFTER)),
                new Settings.ApiKey(keys.get(Keys.API_KEY_BOOTSTRAP)),
                keys.get(Keys.DATA_DIR),
                prometheus(),
                new Settings.Log(keys.get(Keys.LOG_LEVEL), keys.get(Keys.LOG_FORMAT)));
    }

    private Settings.Http http() {
        Settings.HttpTls tls =
                new Settings.HttpTls(keys.get(Keys.HTTP_CERT), keys.get(Keys.HTTP_KEY), keys.get(Keys.HTTP_CLIENT_CA));
        return new Settings.Http(
                keys.get(Keys.HTTP_HOST), keys.get(Keys.HTTP_PORT), keys.get(Keys.HTTP_LIFECYCLE), tls);
    }

    private Settings.Cluster cluster() {
        return new Settings.Cluster(
                keys.get(Keys.CLUSTER_NAME),
                keys.get(Keys.CLUSTER_HOST),
                keys.get(Keys.CLUSTER_PORT),
                keys.get(Keys.CLUSTER_BUS_PORT),
                keys.get(Keys.CLUSTER_JOIN),
                keys.get(Keys.CLUSTER_MEMBERS),
                keys.get(Keys.CLUSTER_SERVICE_DNS),
                keys.get(Keys.CLUSTER_SIZE),
                keys.get(Keys.CLUSTER_PUBLISH_MAX_BYTES),
                new Settings.ClusterTls(keys.get(Keys.CLUSTER_KEYSTORE), keys.get(Keys.CLUSTER_KEYSTORE_PASSWORD)));
    }

    private Settings.Source source() {
        return new Settings.Source(
                keys.get(Keys.SOURCE_TYPE),
                keys.get(Keys.SOURCE_URL),
                keys.get(Keys.SOURCE_ENDPOINTS),
                keys.get(Keys.SOURCE_API_KEY),
                keys.get(Keys.SOURCE_API_SECRET),
                keys.get(Keys.SOURCE_USERNAME),
                keys.get(Keys.SOURCE_PASSWORD),
                keys.get(Keys.SOURCE_TIMEOUT));
    }

    private Settings.Limits limits() {
        return new Settings.Limits(
                keys.get(Keys.LIMITS_SERIES),
                keys.get(Keys.LIMITS_LABEL_VALUE),
                keys.get(Keys.LIMITS_BODY),
                keys.get(Keys.LIMITS_SCRAPES));
    }

    Settings.Prometheus prometheus() {
        Settings.PushGateway push = new Settings.PushGateway(
                keys.get(Keys.PUSH_ENABLE),
                keys.get(Keys.PUSH_URL),
                keys.get(Keys.PUSH_INTERVAL),
                keys.get(Keys.PUSH_METHOD),
                keys.get(Keys.PUSH_JOB_NAME),
                keys.get(Keys.PUSH_HEADERS),
                keys.get(Keys.PUSH_MODE),
                keys.get(Keys.PUSH_ENDPOINTS),
                new Settings.PushLife(keys.get(Keys.PUSH_DELETE), keys.get(Keys.PUSH_STALE)),
                transport());
        return new Settings.Prometheus(keys.get(Keys.BASIC_AUTH), push, keys.get(Keys.PUSH_COLLECTORS));
    }

    private Settings.PushTransport transport() {
        Settings.PushTls tls =
                new Settings.PushTls(keys.get(Keys.PUSH_CA), keys.get(Keys.PUSH_CERT), keys.get(Keys.PUSH_KEY));
        return new Settings.PushTransport(keys.get(Keys.PUSH_GZIP), keys.get(Keys.PUSH_PROXY), tls);
    }
}
