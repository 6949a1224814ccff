package brokertally.config;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/** The first line of {@code cluster.hocon}: it tells what this program wrote from what somebody has edited by hand. */
public final class ClusterHeader {
    /** Version, writer, checksum of the rest of the file, ancestors. */
    public static final Pattern LINE = Pattern.compile(
            "# What the API changed, written by brokertally: version=(\\d{1,19}) writer=(\\S*) checksum=([0-9a-f]{8}) after=(\\S*)");

    private ClusterHeader() {}

    /** CRC-32C of what is behind the line. */
    public static int checksum(byte[] body) {
        CRC32C checksum = new CRC32C();
        checksum.update(body);
        return (int) checksum.getValue();
    }

    /** Whether a program wrote the file and nobody has edited it since. */
    static boolean isUntouched(byte[] file) {
        int end = 0;
        while (end < file.length && file[end] != '\n') {
            end++;
        }
        Matcher header = LINE.matcher(new String(file, 0, end, StandardCharsets.UTF_8));
        byte[] body = Arrays.copyOfRange(file, Math.min(end + 1, file.length), file.length);
        return header.matches() && Integer.parseUnsignedInt(header.group(3), 16) == checksum(body);
    }
}
