package brokertally.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * First 128 bits of SHA-256 over the table. A digest rather than a faster hash: label texts come from strangers (topics,
 * client names), and two schemas with one fingerprint would give one's numbers the other's names.
 */
final class FingerprintHash {
    private FingerprintHash() {}

    static Fingerprint of(SeriesTable table) {
        MessageDigest digest = sha256();
        ByteBuffer numbers = ByteBuffer.allocate(16);
        for (int f = 0; f < table.families(); f++) {
            Family family = table.family(f);
            digest.update(family.endpoint().code());
            digest.update(family.type().code());
            text(digest, numbers, family.name());
            text(digest, numbers, family.help());
            numbers.clear();
            digest.update(numbers.putInt(table.end(f) - table.first(f)).flip());
        }
        for (int i = 0; i < table.size(); i++) {
            numbers.clear();
            numbers.putInt(table.labelStart(i + 1) - table.labelStart(i));
            numbers.put(table.suffix(i).code());
            digest.update(numbers.flip());
        }
        digest.update(table.labelPool(), 0, table.labelStart(table.size()));
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        return new Fingerprint(hash.getLong(), hash.getLong());
    }

    private static void text(MessageDigest digest, ByteBuffer numbers, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        numbers.clear();
        digest.update(numbers.putInt(bytes.length).flip());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
