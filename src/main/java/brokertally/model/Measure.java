package brokertally.model;

/**
 * One sample of the sidecar's own metrics, offered by the room that counts it and shown on {@code /metrics}.
 *
 * @param name full name, with {@code brokertally_} in front (or {@code process_}, {@code jvm_})
 * @param type counter or gauge
 * @param help one sentence
 * @param labels canonical label text
 * @param value the number
 */
public record Measure(String name, MetricType type, String help, String labels, double value) {
    /** A counter without labels. */
    public static Measure counter(String name, String help, double value) {
        return new Measure(name, MetricType.COUNTER, help, "", value);
    }

    /** A gauge without labels. */
    public static Measure gauge(String name, String help, double value) {
        return new Measure(name, MetricType.GAUGE, help, "", value);
    }

    /** The same measure with one label more. */
    public Measure with(String label, String labelValue) {
        java.util.List<Label> all = new java.util.ArrayList<>(Labels.parse(labels));
        all.add(new Label(label, labelValue));
        return new Measure(name, type, help, Labels.canonical(all), value);
    }
}
