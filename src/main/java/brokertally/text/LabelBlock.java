package brokertally.text;

import brokertally.model.Label;
import brokertally.model.Labels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the labels between two braces and gives their canonical text (see {@link Labels}). A block that is canonical already,
 * as those of nearly every broker, is given back in place. Not thread-safe.
 */
final class LabelBlock {
    private static final byte[] NO_LABELS = {};
    private static final byte[] RESERVED = "__name__".getBytes(StandardCharsets.US_ASCII);
    private static final char REPLACEMENT = '\ufffd';

    private final int valueLimit;

    private byte[] text = NO_LABELS;
    private int limit;
    private int[] spans = new int[32]; // for each label: name from, to, value from, to
    private int count;
    private boolean canonical;
    private boolean tooLong;
    private String problem = "";

    private byte[] canonicalText = NO_LABELS;
    private int from;
    private int to;

    /** A reader that marks values of more UTF-8 bytes than the limit. */
    LabelBlock(int valueLimit) {
        this.valueLimit = valueLimit;
    }

    /** The array that holds the canonical text, from {@link #from()} to {@link #to()}. */
    byte[] bytes() {
        return canonicalText;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    /** True when a value is over the limit. */
    boolean isTooLong() {
        return tooLong;
    }

    /** Why {@link #read} gave a negative number. */
    String problem() {
        return problem;
    }

    /** The value of a label of the block; "" when there is none. */
    String value(String name) {
        return Labels.value(new String(canonicalText, from, to - from, StandardCharsets.UTF_8), name);
    }

    /** Forgets the labels of the line before. */
    void clear() {
        canonicalText = NO_LABELS;
        from = 0;
        to = 0;
        tooLong = false;
    }

    /** Reads from behind the opening brace; gives the index behind the closing one, or {@code ~index} of what is wrong. */
    int read(byte[] newText, int start, int newLimit) {
        clear();
        text = newText;
        limit = newLimit;
        count = 0;
        canonical = true;
        int at = start;
        while (true) {
            at = blanks(at);
            if (at < limit && text[at] == '}') {
                canonical &= at == start || text[at - 1] == '"';
                return finish(start, at);
            }
            at = label(at);
            if (at < 0) {
                return at;
            }
            at = blanks(at);
            if (at < limit && text[at] == ',') {
                at++;
            } else if (at == limit || text[at] != '}') {
                return wrong(at, "comma or closing brace expected");
            }
        }
    }

    private int label(int nameFrom) {
        int nameTo = Chars.labelName(text, nameFrom, limit);
        if (nameTo == nameFrom) {
            return wrong(nameFrom, "label name expected");
        }
        if (Arrays.equals(text, nameFrom, nameTo, RESERVED, 0, RESERVED.length)) {
            return wrong(nameFrom, "__name__ is not for labels");
        }
        int at = blanks(nameTo);
        if (at == limit || text[at] != '=') {
            return wrong(at, "equals sign expected");
        }
        at = blanks(at + 1);
        if (at == limit || text[at] != '"') {
            return wrong(at, "opening quote expected");
        }
        int closing = value(at + 1);
        if (closing >= 0) {
            note(nameFrom, nameTo, at + 1, closing);
        }
        return closing < 0 ? closing : closing + 1;
    }

    /** Index of the closing quote. */
    private int value(int start) {
        byte[] bytes = text;
        int at = start;
        int escapes = 0;
        int high = 0;
        while (at < limit) {
            byte c = bytes[at];
            if (c == '"') {
                valueSeen(start, at, escapes, high);
                return at;
            }
            if (c == '\n') {
                break;
            }
            high |= c;
            at++;
            if (c == '\\' && at < limit && bytes[at] != '\n') {
                byte next = bytes[at++];
                high |= next;
                if (next == '\\' || next == '"' || next == 'n') {
                    escapes++;
                } else {
                    canonical = false;
                }
            }
        }
        return wrong(start - 1, "label value without its closing quote");
    }

    private void valueSeen(int start, int end, int escapes, int high) {
        if (end == start) {
            canonical = false;
        }
        if (high < 0) {
            String decoded = new String(text, start, end - start, StandardCharsets.UTF_8);
            if (decoded.indexOf(REPLACEMENT) >= 0) {
                canonical = false;
            }
        }
        tooLong |= end - start - escapes > valueLimit;
    }

    private void note(int nameFrom, int nameTo, int valueFrom, int valueTo) {
        if (4 * count + 4 > spans.length) {
            spans = Arrays.copyOf(spans, 2 * spans.length);
        }
        if (canonical && count > 0) {
            int previous = 4 * count - 4;
            canonical = Arrays.compareUnsigned(text, spans[previous], spans[previous + 1], text, nameFrom, nameTo) < 0;
        }
        spans[4 * count] = nameFrom;
        spans[4 * count + 1] = nameTo;
        spans[4 * count + 2] = valueFrom;
        spans[4 * count + 3] = valueTo;
        count++;
    }

    private int finish(int start, int closing) {
        if (canonical) {
            canonicalText = text;
            from = start;
            to = closing;
            return closing + 1;
        }
        Set<String> names = new HashSet<>();
        List<Label> labels = new ArrayList<>();
        for (int i = 0; i < 4 * count; i += 4) {
            String name = new String(text, spans[i], spans[i + 1] - spans[i], StandardCharsets.US_ASCII);
            if (!names.add(name)) {
                return wrong(spans[i], "this label stands twice");
            }
            String value = Escapes.labelValue(text, spans[i + 2], spans[i + 3]);
            // An empty value is the same as no label (Prometheus data model).
            if (!value.isEmpty()) {
                labels.add(new Label(name, value));
                tooLong |= isLonger(value);
            }
        }
        canonicalText = Labels.canonical(labels).getBytes(StandardCharsets.UTF_8);
        to = canonicalText.length;
        return closing + 1;
    }

    private boolean isLonger(String value) {
        return value.length() > valueLimit || value.getBytes(StandardCharsets.UTF_8).length > valueLimit;
    }

    /** Skips blanks; a block with blanks is not canonical. */
    private int blanks(int at) {
        if (at < limit && Chars.isBlank(text[at])) {
            canonical = false;
            return Chars.blanks(text, at, limit);
        }
        return at;
    }

    private int wrong(int at, String what) {
        problem = what;
        return ~at;
    }
}
