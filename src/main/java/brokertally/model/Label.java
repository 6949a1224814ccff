package brokertally.model;

/** One label of a series: its name and its value, unescaped. */
public record Label(String name, String value) {
    public Label {
        if (!isName(name)) {
            throw new IllegalArgumentException("not a label name: " + name);
        }
        if (value == null) {
            throw new IllegalArgumentException("label " + name + " has no value");
        }
    }

    private static boolean isName(String name) {
        if (name == null || name.isEmpty()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
            if (!letter && (i == 0 || c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }
}
