package brokertally.config;

/** Where a setting comes from; a later one wins. */
public enum From {
    /** {@code reference.conf}. */
    DEFAULT,
    /** {@code cluster.hocon}: the API. */
    CLUSTER,
    /** The operator's file. */
    FILE,
    /** An environment variable. */
    ENVIRONMENT
}
