package brokertally.auth;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the holder of a key may do; the names are EMQX's (emqx-contract §1.5). */
public enum Role {
    /** May scrape and look, but not at the configuration's secrets or at keys, and changes nothing. */
    VIEWER,
    /** May do everything. */
    ADMINISTRATOR;

    /** As it is written in files and JSON. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role of this name, in this very writing. */
    public static Optional<Role> of(String text) {
        return Arrays.stream(values()).filter(role -> role.text().equals(text)).findFirst();
    }
}
