package brokertally;

import brokertally.config.Settings;
import java.util.ArrayList;
import java.util.List;

/** Settings that are read and checked but that this version does not carry out. Lives on one event loop. */
final class NotYet {
    private List<String> told;

    /** Knows what was told about the settings at the start. */
    NotYet(Settings.Prometheus start) {
        this.told = ignored(start);
    }

    /** What is ignored, a line each. */
    static List<String> ignored(Settings settings) {
        return ignored(settings.prometheus());
    }

    private static List<String> ignored(Settings.Prometheus block) {
        List<String> lines = new ArrayList<>();
        if (block.pushGateway().enable()) {
            lines.add("prometheus.push_gateway is not carried out by this version");
        }
        return lines;
    }

    /** What is ignored now and was not before. */
    List<String> appeared(Settings.Prometheus now) {
        List<String> lines = ignored(now);
        List<String> news = new ArrayList<>(lines);
        news.removeAll(told);
        told = lines;
        return news;
    }
}
