package brokertally.model;

/**
 * One metric family.
 *
 * @param endpoint the scrape endpoint that shows it
 * @param name the metric name; {@code [a-zA-Z_:][a-zA-Z0-9_:]*} (Prometheus data model)
 * @param type its TYPE
 * @param help its HELP, unescaped; "" when nobody knows one
 */
public record Family(Endpoint endpoint, String name, MetricType type, String help) {
    public Family {
        if (endpoint == null || type == null || help == null) {
            throw new IllegalArgumentException("family has a null part: " + name);
        }
        if (!isName(name)) {
            throw new IllegalArgumentException("not a metric name: " + name);
        }
    }

    /** The same family with another type and help. */
    public Family as(MetricType newType, String newHelp) {
        return new Family(endpoint, name, newType, newHelp);
    }

    private static boolean isName(String name) {
        if (name == null || name.isEmpty()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':';
            if (!letter && (i == 0 || c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }
}
