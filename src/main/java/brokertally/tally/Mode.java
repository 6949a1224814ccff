package brokertally.tally;

import java.util.Optional;

/** The parameter {@code mode} of the scrape endpoints. */
public enum Mode {
    NODE("node"),
    AGGREGATED("all_nodes_aggregated"),
    UNAGGREGATED("all_nodes_unaggregated");

    private final String text;

    Mode(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    /** The mode of a parameter value; case-sensitive, empty for any other text. */
    public static Optional<Mode> ofText(String text) {
        for (Mode mode : values()) {
            if (mode.text.equals(text)) {
                return Optional.of(mode);
            }
        }
        return Optional.empty();
    }
}
