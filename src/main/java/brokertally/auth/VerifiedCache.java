package brokertally.auth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Which credentials were found right lately, so that a scraper costs one slow hash and not one per scrape. Not thread safe.
 *
 * <p>Holds neither keys nor secrets but an HMAC under a key of this process, over parts with their lengths before them and over
 * the stored hash: no other split of the same characters is the same entry (CVE-2022-46146), and a key whose secret has been
 * replaced has no entry. It does not know who is disabled or expired; that is to be asked each time.
 */
public final class VerifiedCache {
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec macKey;
    private final Map<ByteBuffer, Boolean> entries;

    /**
     * An empty cache.
     *
     * @param random 32 random bytes, of this process alone
     * @param capacity so many credentials are kept, those used last
     */
    public VerifiedCache(byte[] random, int capacity) {
        this.macKey = new SecretKeySpec(random, ALGORITHM);
        this.entries = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Boolean> eldest) {
                return size() > capacity;
            }
        };
    }

    /** Whether these credentials were found right against this hash. */
    public boolean contains(SecretHash stored, BasicCredentials presented) {
        return entries.get(id(stored, presented)) != null;
    }

    /** Remembers that these credentials are right against this hash. */
    public void add(SecretHash stored, BasicCredentials presented) {
        entries.put(id(stored, presented), true);
    }

    int size() {
        return entries.size();
    }

    private ByteBuffer id(SecretHash stored, BasicCredentials presented) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(macKey);
            part(mac, presented.key().getBytes(StandardCharsets.UTF_8));
            part(mac, presented.secret().getBytes(StandardCharsets.UTF_8));
            mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, stored.iterations()));
            part(mac, stored.salt());
            part(mac, stored.hash());
            return ByteBuffer.wrap(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " is missing in this Java", e);
        }
    }

    private static void part(Mac mac, byte[] bytes) {
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
        mac.update(bytes);
    }
}
