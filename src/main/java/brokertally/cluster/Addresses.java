package brokertally.cluster;

/** Every address on the event bus. */
public final class Addresses {
    /** Where every sidecar publishes its samples and its goodbye. */
    static final String SAMPLES = "brokertally.samples";

    private Addresses() {}

    /** Where one sidecar answers gathers. */
    static String node(String member) {
        return "brokertally.node." + member;
    }
}
