package brokertally.source;

import brokertally.config.Secret;

/**
 * Where an EMQX node is, the key for it, and what is taken from it.
 *
 * @param base URL of the REST API without a slash at the end
 * @param authorization value of the header; {@link Secret#NONE} without an API key
 * @param pageBytes the longest page
 * @param named true when the configuration names the node, so that the broker need not
 */
record EmqxAccess(String base, Secret authorization, long pageBytes, boolean named) {
    EmqxAccess {
        base = base.replaceFirst("/+$", "");
    }

    boolean hasKey() {
        return !authorization.isEmpty();
    }

    /** A path that is asked for with the key, if there is one. */
    Target withKey(String path, long limitBytes) {
        return new Target(base + path, authorization, limitBytes);
    }

    /** A path that is asked for without the key. */
    Target open(String path, long limitBytes) {
        return new Target(base + path, Secret.NONE, limitBytes);
    }
}
