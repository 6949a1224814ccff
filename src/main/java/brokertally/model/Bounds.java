package brokertally.model;

/** The numbers in the labels {@code le} and {@code quantile}. */
public final class Bounds {
    private Bounds() {}

    /** The bound as a number; NaN for what is none, and for "". */
    public static double of(String text) {
        return switch (text) {
            case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            case "" -> Double.NaN;
            default -> finite(text);
        };
    }

    private static double finite(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
