package brokertally;

import brokertally.config.Settings;
import java.util.ArrayList;
import java.util.List;

/**
 * Settings that are read and checked but that this version does not carry out. Those on which somebody's safety rests are
 * refused: a sidecar that runs open although it was told to be closed is worse than one that does not run.
 */
final class NotYet {
    private NotYet() {}

    /** What keeps this version from starting, a line each. */
    static List<String> refused(Settings settings) {
        List<String> lines = new ArrayList<>();
        if (settings.prometheus().enableBasicAuth()) {
            lines.add(
                    "prometheus.enable_basic_auth = true: this version has no authentication; put a proxy in front that"
                            + " has, or leave it false");
        }
        if (settings.apiKey().bootstrapFile().isPresent()) {
            lines.add("api_key.bootstrap_file: this version has no API keys; remove it");
        }
        return lines;
    }

    /** What is ignored, a line each. */
    static List<String> ignored(Settings settings) {
        List<String> lines = new ArrayList<>();
        if (settings.prometheus().pushGateway().enable()) {
            lines.add("prometheus.push_gateway is not carried out by this version");
        }
        return lines;
    }
}
