package brokertally.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The known word that somebody probably meant. */
final class Nearest {
    private Nearest() {}

    /** The candidate with the smallest edit distance, the first by name of several; empty when none is near. */
    static Optional<String> of(String text, Collection<String> candidates) {
        return of(text, candidates, text.length() <= 4 ? 1 : Math.max(2, text.length() / 3));
    }

    /** The same, where near is at most this distance. */
    static Optional<String> of(String text, Collection<String> candidates, int near) {
        return candidates.stream()
                .sorted()
                .min(Comparator.comparingInt(c -> distance(text, c)))
                .filter(c -> distance(text, c) <= near);
    }

    /** {@code "; did you mean x"}, or nothing. */
    static String hint(String text, Collection<String> candidates) {
        return of(text, candidates).map(c -> "; did you mean " + c).orElse("");
    }

    /** Insertions, deletions, replacements and swaps of neighbours that turn one text into the other. */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 || j == 0 ? i + j : cheapest(d, a, b, new int[] {i, j});
            }
        }
        return d[a.length()][b.length()];
    }

    private static int cheapest(int[][] d, String a, String b, int[] at) {
        int i = at[0];
        int j = at[1];
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replaced, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
    }
}
