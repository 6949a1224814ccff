package brokertally.auth;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A key as bytes, for disk and for other sidecars. Big endian: {@code 'B' 'K'}, version u8, enabled u8, role u8, created i64,
 * expires i64 (seconds since 1970; the smallest number = never), iterations i32, salt 16, hash 32, then name, key and description
 * (u16 length, UTF-8), then the CRC-32C of all before it. A byte never changes its meaning: another form gets another version.
 */
public final class ApiKeyCodec {
    /** No key is longer; what is longer is not read. */
    public static final int MAX_BYTES = 8 * 1024;

    private static final byte VERSION = 1;
    private static final long NEVER = Long.MIN_VALUE;
    private static final int CRC_BYTES = 4;
    private static final int HEAD_BYTES =
            2 + 1 + 1 + 1 + 8 + 8 + 4 + SecretHash.SALT_BYTES + SecretHash.HASH_BYTES + 3 * 2 + CRC_BYTES;

    private ApiKeyCodec() {}

    /** These bytes are not a key of a version that is known here. */
    public static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message);
        }
    }

    /** The bytes of a key. */
    public static byte[] encode(ApiKey key) {
        byte[] name = utf8(key.name());
        byte[] user = utf8(key.key());
        byte[] description = utf8(key.description());
        ByteBuffer out = ByteBuffer.allocate(HEAD_BYTES + name.length + user.length + description.length);
        out.put((byte) 'B').put((byte) 'K').put(VERSION);
        out.put((byte) (key.enabled() ? 1 : 0)).put(roleCode(key.role()));
        out.putLong(key.createdAt().getEpochSecond());
        out.putLong(key.expiresAt().map(Instant::getEpochSecond).orElse(NEVER));
        out.putInt(key.hash().iterations())
                .put(key.hash().salt())
                .put(key.hash().hash());
        text(out, name);
        text(out, user);
        text(out, description);
        out.putInt(crc(out.array(), out.position()));
        return out.array();
    }

    /** The key that these bytes are. */
    public static ApiKey decode(byte[] bytes) throws Unreadable {
        if (bytes.length < HEAD_BYTES || bytes.length > MAX_BYTES) {
            throw new Unreadable(bytes.length + " bytes are no key");
        }
        if (bytes[0] != 'B' || bytes[1] != 'K') {
            throw new Unreadable("not a key");
        }
        if (bytes[2] != VERSION) {
            throw new Unreadable("version " + bytes[2] + " of keys, this sidecar knows " + VERSION);
        }
        int end = bytes.length - CRC_BYTES;
        if (ByteBuffer.wrap(bytes).getInt(end) != crc(bytes, end)) {
            throw new Unreadable("checksum is wrong");
        }
        try {
            return read(ByteBuffer.wrap(bytes, 3, end - 3));
        } catch (IllegalArgumentException | BufferUnderflowException | CharacterCodingException e) {
            throw new Unreadable("a part of it cannot be: " + e.getMessage());
        }
    }

    private static ApiKey read(ByteBuffer in) throws Unreadable, CharacterCodingException {
        boolean enabled = flag(in.get());
        Role role = role(in.get());
        Instant created = instant(in.getLong());
        long expires = in.getLong();
        int iterations = in.getInt();
        SecretHash hash =
                new SecretHash(iterations, bytes(in, SecretHash.SALT_BYTES), bytes(in, SecretHash.HASH_BYTES));
        String name = text(in);
        String key = text(in);
        String description = text(in);
        if (in.hasRemaining()) {
            throw new Unreadable(in.remaining() + " bytes too many");
        }
        Optional<Instant> end = expires == NEVER ? Optional.empty() : Optional.of(instant(expires));
        return new ApiKey(name, key, hash, role, enabled, end, created, description);
    }

    private static boolean flag(byte code) throws Unreadable {
        if (code != 0 && code != 1) {
            throw new Unreadable("neither enabled nor disabled");
        }
        return code == 1;
    }

    private static byte roleCode(Role role) {
        return switch (role) {
            case VIEWER -> 1;
            case ADMINISTRATOR -> 2;
        };
    }

    private static Role role(byte code) throws Unreadable {
        return switch (code) {
            case 1 -> Role.VIEWER;
            case 2 -> Role.ADMINISTRATOR;
            default -> throw new Unreadable("role " + code + " is not known here");
        };
    }

    private static Instant instant(long seconds) throws Unreadable {
        if (seconds < Instant.MIN.getEpochSecond() || seconds > Instant.MAX.getEpochSecond()) {
            throw new Unreadable("a time that no clock shows");
        }
        return Instant.ofEpochSecond(seconds);
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static void text(ByteBuffer out, byte[] utf8) {
        out.putShort((short) utf8.length).put(utf8);
    }

    private static String text(ByteBuffer in) throws Unreadable, CharacterCodingException {
        int length = Short.toUnsignedInt(in.getShort());
        if (length > in.remaining()) {
            throw new Unreadable("a text of " + length + " bytes, " + in.remaining() + " are left");
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes(in, length)))
                .toString();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
