package brokertally.config;

/** A text that must not be shown: {@code toString} masks it, {@link #reveal} is called where it is used. */
public final class Secret {
    public static final Secret NONE = new Secret("");
    /** What is shown instead. */
    public static final String MASK = "******";

    private final String text;

    public Secret(String text) {
        if (text == null) {
            throw new IllegalArgumentException("secret is null; use Secret.NONE");
        }
        this.text = text;
    }

    /** The text itself. */
    public String reveal() {
        return text;
    }

    public boolean isEmpty() {
        return text.isEmpty();
    }

    @Override
    public String toString() {
        return text.isEmpty() ? "" : MASK;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && secret.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
