package brokertally.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow at the end; to be used again and again. Not thread-safe. */
public final class TextBuffer {
    /** The longest array that every Java platform makes. */
    private static final int MAX_LENGTH = Integer.MAX_VALUE - 8;

    private byte[] bytes;
    private int length;

    public TextBuffer() {
        this(1024);
    }

    /** An empty buffer with room for so many bytes. */
    public TextBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    /** The bytes, 0 … {@link #length()}-1; not a copy, and another array after the next growth. */
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    /** Forgets the content and keeps the room. */
    public void reset() {
        length = 0;
    }

    /** Appends a part of an array. */
    public void append(byte[] from, int at, int count) {
        ensure(count);
        System.arraycopy(from, at, bytes, length, count);
        length += count;
    }

    /** Appends a text in UTF-8. */
    public void append(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        append(utf8, 0, utf8.length);
    }

    /** A copy of the content. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** The content as text, for tests and messages. */
    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** Makes room for so many bytes more; throws {@link IllegalStateException} when no array is that long. */
    void ensure(int more) {
        if (more > bytes.length - length) {
            long needed = (long) length + more;
            if (needed > MAX_LENGTH) {
                throw new IllegalStateException("an answer of " + needed + " bytes");
            }
            long roomy = Math.min(MAX_LENGTH, length + (long) (length >> 1));
            bytes = Arrays.copyOf(bytes, (int) Math.max(needed, roomy));
        }
    }

    /** Sets the length after bytes have been written in place. */
    void length(int newLength) {
        length = newLength;
    }
}
