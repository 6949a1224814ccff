package brokertally.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The configuration in force as HOCON, secrets masked, with the place that each value comes from. */
public final class EffectiveConfig {
    private static final String INDENT = "  ";

    private final StringBuilder out = new StringBuilder();
    private final List<String> open = new ArrayList<>();

    private EffectiveConfig() {}

    /** Ends with a line feed; lines are {@code key = value  # from conf/brokertally.conf:3}. */
    public static String render(LoadedSettings loaded) {
        EffectiveConfig config = new EffectiveConfig();
        loaded.values().forEach(config::setting);
        config.close(0);
        return config.out.toString();
    }

    private void setting(EffectiveValue value) {
        List<String> names = Arrays.asList(value.path().split("\\.", -1));
        List<String> blocks = names.subList(0, names.size() - 1);
        int common = 0;
        while (common < Math.min(blocks.size(), open.size())
                && blocks.get(common).equals(open.get(common))) {
            common++;
        }
        close(common);
        for (String block : blocks.subList(common, blocks.size())) {
            line(block + " {");
            open.add(block);
        }
        line(names.get(names.size() - 1) + " = " + value.shown() + "  # " + place(value));
    }

    private void close(int depth) {
        while (open.size() > depth) {
            open.remove(open.size() - 1);
            line("}");
        }
    }

    private void line(String text) {
        out.append(INDENT.repeat(open.size())).append(text).append('\n');
    }

    private static String place(EffectiveValue value) {
        return switch (value.from()) {
            case DEFAULT -> "default";
            case CLUSTER, FILE -> "from " + value.origin();
            case ENVIRONMENT -> "environment " + value.origin();
        };
    }
}
