package brokertally.demo;

import java.util.Locale;

/** What there is right now; each is shown as {@code emqx_…_count} with its highest value as {@code emqx_…_max}. */
enum Gauge {
    CONNECTIONS,
    LIVE_CONNECTIONS,
    SESSIONS,
    SUBSCRIPTIONS,
    SUBSCRIBERS,
    SUBOPTIONS,
    TOPICS,
    RETAINED;

    String family(String suffix) {
        return "emqx_" + name().toLowerCase(Locale.ROOT) + suffix;
    }
}
