package brokertally.push;

import brokertally.config.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Makes text from elsewhere fit for the log: one line, not long, and none of the secrets that were sent there. */
final class Scrub {
    private static final int LONGEST = 300;

    private final List<String> secrets;

    private Scrub(List<String> secrets) {
        this.secrets = secrets;
    }

    /** For answers from this target, which may repeat to us what we have sent. */
    static Scrub of(Target target) {
        Set<String> all = new HashSet<>();
        target.headers().values().forEach(value -> add(value, all));
        add(target.url().userInfo(), all);
        target.proxy().ifPresent(proxy -> add(proxy.userInfo(), all));
        // The longest first: a shorter one may be part of it.
        return new Scrub(all.stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList());
    }

    /** A secret, the parts of it that are secrets too, and how HTTP Basic writes it. */
    private static void add(Secret secret, Set<String> all) {
        if (secret.isEmpty()) {
            return;
        }
        String text = secret.reveal();
        all.add(text);
        all.add(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
        int end = Math.max(text.indexOf(' '), text.indexOf(':'));
        if (end >= 0 && end < text.length() - 1) {
            all.add(text.substring(end + 1));
        }
    }

    String clean(String text) {
        String cleaned = text;
        for (String secret : secrets) {
            cleaned = cleaned.replace(secret, Secret.MASK);
        }
        cleaned = cleaned.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return cleaned.length() <= LONGEST ? cleaned : cleaned.substring(0, LONGEST) + "…";
    }
}
