package brokertally.cluster;

import brokertally.config.ClusterHeader;
import brokertally.entries.Entry;
import brokertally.entries.Stamp;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.Collectors;

/**
 * An entry as a text file that people read: the first line is a comment with the stamps, the rest is the body. When the
 * checksum in the first line is not that of the rest, somebody has edited it: that is a new writing, by whoever reads it.
 */
final class BlockText {
    private BlockText() {}

    static byte[] write(Entry entry) {
        String header = "# What the API changed, written by brokertally: version=%d writer=%s checksum=%08x after=%s\n"
                .formatted(
                        entry.stamp().version(),
                        entry.stamp().writer(),
                        ClusterHeader.checksum(entry.body()),
                        entry.ancestors().stream().map(Stamp::toString).collect(Collectors.joining(",")));
        byte[] head = header.getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[head.length + entry.body().length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(entry.body(), 0, all, head.length, entry.body().length);
        return all;
    }

    /**
     * The entry in a file.
     *
     * @param name its name
     * @param reader the member that reads, to be the writer of what somebody has edited by hand
     */
    static Entry read(String name, byte[] file, String reader) {
        int end = 0;
        while (end < file.length && file[end] != '\n') {
            end++;
        }
        byte[] body = new byte[Math.max(0, file.length - end - 1)];
        System.arraycopy(file, file.length - body.length, body, 0, body.length);
        Matcher header = ClusterHeader.LINE.matcher(new String(file, 0, end, StandardCharsets.UTF_8));
        try {
            if (!header.matches()) {
                return new Entry(name, new Stamp(1, reader), List.of(), file);
            }
            Stamp stamp = new Stamp(Long.parseLong(header.group(1)), header.group(2));
            List<Stamp> ancestors = ancestors(header.group(4));
            if (Integer.parseUnsignedInt(header.group(3), 16) == ClusterHeader.checksum(body)) {
                return new Entry(name, stamp, ancestors, body);
            }
            return edited(new Entry(name, stamp, ancestors, body), reader);
        } catch (IllegalArgumentException e) {
            return new Entry(name, new Stamp(1, reader), List.of(), file);
        }
    }

    /** Whether somebody has edited a file, or has written it in place of one. */
    static boolean isEdited(byte[] file, Entry read) {
        return !Arrays.equals(file, write(read));
    }

    private static Entry edited(Entry entry, String reader) {
        List<Stamp> ancestors = new ArrayList<>(List.of(entry.stamp()));
        ancestors.addAll(entry.ancestors());
        Stamp stamp = new Stamp(entry.stamp().version() + 1, reader);
        return new Entry(
                entry.name(), stamp, ancestors.subList(0, Math.min(Entry.ANCESTORS, ancestors.size())), entry.body());
    }

    private static List<Stamp> ancestors(String text) {
        List<Stamp> ancestors = new ArrayList<>();
        for (String one : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            int slash = one.indexOf('/');
            ancestors.add(new Stamp(Long.parseLong(one.substring(0, Math.max(0, slash))), one.substring(slash + 1)));
        }
        return ancestors;
    }
}
