package brokertally.config;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;

/** The table of the README, made from {@code reference.conf}. */
final class SettingsTable {
    static final String START = "<!-- settings -->";
    static final String END = "<!-- /settings -->";

    private SettingsTable() {}

    static String markdown() {
        Reference reference = Reference.load();
        StringBuilder table = new StringBuilder("| key | default | what | range |\n|---|---|---|---|\n");
        for (Key<?> key : Keys.ALL) {
            table.append("| `").append(key.path()).append("` | `");
            table.append(shown(reference.value(key))).append("` | ");
            table.append(escaped(reference.meaning(key))).append(" | ");
            table.append(escaped(reference.range(key))).append(" |\n");
        }
        return table.toString();
    }

    /** The README with the table between its markers. */
    static String refreshed(String readme) {
        int start = readme.indexOf(START);
        int end = readme.indexOf(END);
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("README.md has no lines " + START + " and " + END);
        }
        return readme.substring(0, start) + START + "\n" + markdown() + readme.substring(end);
    }

    private static String shown(ConfigValue value) {
        String text = value.valueType() == ConfigValueType.STRING
                ? (String) value.unwrapped()
                : value.render(ConfigRenderOptions.concise());
        return text.isEmpty() ? "\"\"" : text.replace("|", "\\|");
    }

    private static String escaped(String text) {
        return text.replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;");
    }
}
