package brokertally.it;

import brokertally.it.SidecarProcess.Place;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Some real sidecar processes on loopback that form a cluster of a random name. */
public final class SidecarCluster implements AutoCloseable {
    /** The aggregated stats page. */
    public static final String AGGREGATED = "/api/v5/prometheus/stats?mode=all_nodes_aggregated";

    private final List<SidecarProcess> sidecars = new ArrayList<>();
    private final Path directory;
    private final String name = "it-" + UUID.randomUUID();
    private final String members;

    private SidecarCluster(Path directory, String members) {
        this.directory = directory;
        this.members = members;
    }

    /**
     * Starts them all at once and waits until each sees all.
     *
     * @param count how many
     * @param settings HOCON of node i (0 …): source, node name, sampling; what all share is added
     */
    public static SidecarCluster start(int count, IntFunction<String> settings) throws IOException {
        return start(Collections.nCopies(count, Place.LOOPBACK), settings);
    }

    /** As {@link #start(int, IntFunction)}, one at each place. */
    static SidecarCluster start(List<Place> places, IntFunction<String> settings) throws IOException {
        SidecarCluster cluster = launch(places, settings);
        cluster.orClose(() -> cluster.awaitComplete(places.size()));
        return cluster;
    }

    /** Starts one sidecar whose broker need not be there, and waits until it answers. */
    public static SidecarCluster startLonely(String settings) throws IOException {
        SidecarCluster cluster = launch(List.of(Place.LOOPBACK), i -> settings);
        cluster.orClose(() -> Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> cluster.get(0).page(AGGREGATED).contains("brokertally_nodes_answered 1")));
        return cluster;
    }

    /** A start that fails shows the logs and leaves no process behind. */
    private void orClose(Runnable wait) {
        try {
            wait.run();
        } catch (RuntimeException e) {
            sidecars.forEach(sidecar -> e.addSuppressed(new IllegalStateException(sidecar.log())));
            close();
            throw e;
        }
    }

    private static SidecarCluster launch(List<Place> places, IntFunction<String> settings) throws IOException {
        int count = places.size();
        List<Integer> ports = freePorts(3 * count);
        String members = IntStream.range(0, count)
                .mapToObj(i -> '"' + places.get(i).host() + ':' + ports.get(count + i) + '"')
                .collect(Collectors.joining(","));
        SidecarCluster cluster = new SidecarCluster(Files.createTempDirectory("sidecars"), members);
        for (int i = 0; i < count; i++) {
            List<Integer> own = List.of(ports.get(i), ports.get(count + i), ports.get(2 * count + i));
            cluster.add(places.get(i), own, settings.apply(i));
        }
        return cluster;
    }

    /** Starts one more on loopback that knows those of the start; they do not know it beforehand. */
    SidecarProcess join(String settings) throws IOException {
        return add(Place.LOOPBACK, freePorts(3), settings);
    }

    /** Ports: of HTTP, of the cluster, of the bus. */
    private SidecarProcess add(Place place, List<Integer> ports, String settings) throws IOException {
        String shared =
                """
                http { host = "%1$s", port = %2$d }
                cluster { name = "%3$s", host = "%1$s", port = %4$d, bus_port = %5$d, members = [%6$s] }
                data_dir = ""
                """
                        .formatted(place.host(), ports.get(0), name, ports.get(1), ports.get(2), members);
        if (!settings.contains("bootstrap_file")) {
            Path keys = Files.writeString(directory.resolve("keys"), SidecarProcess.KEY + "\n");
            shared += "api_key.bootstrap_file = \"" + keys + "\"\n";
        }
        Path file = directory.resolve("node" + sidecars.size());
        SidecarProcess sidecar = SidecarProcess.start(file, place, ports.get(0), shared + settings);
        sidecars.add(sidecar);
        return sidecar;
    }

    /** Waits until as many sidecars live and each that lives gets an answer from so many members, none missing. */
    public void awaitComplete(int members) {
        awaitComplete(members, Duration.ofSeconds(90));
    }

    /** As {@link #awaitComplete(int)}, no longer than this. */
    void awaitComplete(int members, Duration atMost) {
        try {
            Awaitility.await()
                    .atMost(atMost)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> isComplete(members));
        } catch (ConditionTimeoutException e) {
            throw new ConditionTimeoutException("not complete within " + atMost + "\n" + logTails(), e);
        }
    }

    private boolean isComplete(int members) {
        List<SidecarProcess> living =
                sidecars.stream().filter(SidecarProcess::isAlive).toList();
        return living.size() >= members
                && living.stream().allMatch(sidecar -> isComplete(sidecar.page(AGGREGATED), members));
    }

    /** Whether an aggregated answer tells of so many members and misses none. */
    static boolean isComplete(String page, int members) {
        return page.contains("\nbrokertally_nodes_answered " + members + "\n")
                && page.contains("\nbrokertally_scrape_partial 0\n");
    }

    /** Ends all of them at once as the kernel does. */
    void killNineAll() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", "-9"));
        sidecars.forEach(sidecar -> command.add(Long.toString(sidecar.pid())));
        new ProcessBuilder(command).start().waitFor();
        for (SidecarProcess sidecar : sidecars) {
            sidecar.killNine();
        }
    }

    /** The ends of all logs, for the report of a failure. */
    String logTails() {
        return IntStream.range(0, sidecars.size())
                .mapToObj(
                        i -> "--- log of sidecar " + i + "\n" + sidecars.get(i).logTail())
                .collect(Collectors.joining("\n"));
    }

    public SidecarProcess get(int i) {
        return sidecars.get(i);
    }

    public List<SidecarProcess> all() {
        return List.copyOf(sidecars);
    }

    /** Ports that nobody has now. */
    public static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            sockets.add(socket);
            ports.add(socket.getLocalPort());
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    @Override
    public void close() {
        sidecars.forEach(SidecarProcess::close);
    }
}
