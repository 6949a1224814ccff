package brokertally.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** The internet sockets of a process, as the kernel shows them in {@code /proc}. */
final class Sockets {
    private static final List<String> TABLES = List.of("tcp", "tcp6", "udp", "udp6", "raw", "raw6", "icmp", "icmp6");
    private static final String LISTEN = "0A";

    private Sockets() {}

    /**
     * One socket.
     *
     * @param protocol {@code tcp}, {@code udp} and so on, without the version of IP
     * @param listens true for a TCP socket that waits for connections
     */
    record Socket(String protocol, InetAddress local, int port, InetAddress remote, int remotePort, boolean listens) {
        /** A connection that exists, is being made or is ending. */
        boolean connected() {
            return remotePort != 0;
        }
    }

    /** Those that the process has now; a process that has ended has none. */
    static Set<Socket> of(long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        Set<Socket> sockets = new HashSet<>();
        try {
            Set<String> own = inodes(process.resolve("fd"));
            for (String table : TABLES) {
                Path file = process.resolve("net").resolve(table);
                if (Files.exists(file)) {
                    read(file, table.replace("6", ""), own, sockets);
                }
            }
        } catch (IOException e) {
            if (Files.exists(process)) {
                throw new java.io.UncheckedIOException(e);
            }
        }
        return sockets;
    }

    /** How many files and sockets the process has open. */
    static long openFiles(long pid) {
        try (Stream<Path> links = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return links.count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The IPv4 groups that this machine has joined, of all processes. */
    static Set<String> multicastGroups() throws IOException {
        Set<String> groups = new HashSet<>();
        for (String line : Files.readAllLines(Path.of("/proc/net/igmp"))) {
            String[] cells = line.trim().split("\\s+");
            // The line of a group is indented below its interface's: address, users, timer, reporter.
            if (line.startsWith("\t") && cells[0].matches("[0-9A-F]{8}")) {
                groups.add(address(cells[0]).getHostAddress());
            }
        }
        return groups;
    }

    private static Set<String> inodes(Path descriptors) throws IOException {
        Set<String> inodes = new HashSet<>();
        try (Stream<Path> links = Files.list(descriptors)) {
            for (Path link : (Iterable<Path>) links::iterator) {
                String target = target(link);
                if (target.startsWith("socket:[")) {
                    inodes.add(target.substring("socket:[".length(), target.length() - 1));
                }
            }
        }
        return inodes;
    }

    /** A descriptor may be closed while the directory is read. */
    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }

    /** Columns: number, local address, remote address, state, queues, timer, retransmits, user, timeout, inode. */
    private static void read(Path file, String protocol, Set<String> own, Set<Socket> sockets) throws IOException {
        for (String line : Files.readAllLines(file)) {
            String[] cells = line.trim().split("\\s+");
            if (cells.length < 10 || !own.contains(cells[9])) {
                continue;
            }
            String[] local = cells[1].split(":");
            String[] remote = cells[2].split(":");
            boolean listens =
                    protocol.equals("tcp") && cells[3].toUpperCase(Locale.ROOT).equals(LISTEN);
            sockets.add(new Socket(
                    protocol,
                    address(local[0]),
                    Integer.parseInt(local[1], 16),
                    address(remote[0]),
                    Integer.parseInt(remote[1], 16),
                    listens));
        }
    }

    /** Words of 32 bits, each with its bytes in the order of this machine's memory: reversed on all that CI runs on. */
    private static InetAddress address(String hex) throws UnknownHostException {
        byte[] bytes = new byte[hex.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            int at = 2 * (i / 4 * 4 + 3 - i % 4);
            bytes[i] = (byte) Integer.parseInt(hex, at, at + 2, 16);
        }
        return InetAddress.getByAddress(bytes);
    }
}
