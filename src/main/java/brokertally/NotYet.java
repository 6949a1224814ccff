package brokertally;

import brokertally.config.Settings;
import java.util.ArrayList;
import java.util.List;

/** Settings that are read and checked but that this version does not carry out. */
final class NotYet {
    private NotYet() {}

    /** What is ignored, a line each. */
    static List<String> ignored(Settings settings) {
        List<String> lines = new ArrayList<>();
        if (settings.prometheus().pushGateway().enable()) {
            lines.add("prometheus.push_gateway is not carried out by this version");
        }
        return lines;
    }
}
