package brokertally.auth;

/**
 * A key and a secret as a client presents them.
 *
 * @param key what stands before the first colon
 * @param secret what stands behind it; may have colons of its own
 */
public record BasicCredentials(String key, String secret) {
    /** Nothing of either: a client may have sent them in the wrong order. */
    @Override
    public String toString() {
        return "BasicCredentials[…]";
    }
}
