package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brokertally.it.Sockets.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What three sidecars do on the network from their first moment until ten seconds after they are complete, looked at some
 * fifty times a second: they listen where they were told to and nowhere else, do no multicast, and talk to nobody beyond the
 * loopback (so Hazelcast does not report to its makers).
 */
class ListenersIT {
    private static final Duration AFTER = Duration.ofSeconds(10);
    private static final Pattern PORT = Pattern.compile("port = (\\d+)");

    private static final Map<Long, Set<Socket>> SEEN = new ConcurrentHashMap<>();
    /** Where Hazelcast looks for members unless it is told not to. */
    private static final String MULTICAST_GROUP = "224.2.2.3";

    private static final int MULTICAST_PORT = 54327;

    private static Set<String> groupsBefore;
    private static ReplayedCluster cluster;

    @BeforeAll
    static void watchThemStart() throws Exception {
        groupsBefore = Sockets.multicastGroups();
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
        var looking = watch.scheduleWithFixedDelay(ListenersIT::look, 0, 20, TimeUnit.MILLISECONDS);
        try {
            cluster = ReplayedCluster.start("quiet");
            await().during(AFTER).atMost(AFTER.plusSeconds(20)).until(() -> !looking.isDone());
        } finally {
            watch.shutdown();
            watch.awaitTermination(10, TimeUnit.SECONDS);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    private static void look() {
        ProcessHandle.current().children().map(ProcessHandle::pid).forEach(pid -> SEEN.computeIfAbsent(
                        pid, p -> ConcurrentHashMap.newKeySet())
                .addAll(Sockets.of(pid)));
    }

    @Test
    void eachListensOnItsThreeLoopbackPortsOnly() throws Exception {
        for (SidecarProcess sidecar : cluster.sidecars()) {
            Set<Socket> listening =
                    SEEN.get(sidecar.pid()).stream().filter(Socket::listens).collect(Collectors.toSet());

            assertThat(listening)
                    .extracting(socket -> socket.local().getHostAddress())
                    .containsOnly("127.0.0.1");
            assertThat(listening)
                    .hasSize(3)
                    .extracting(Socket::port)
                    .containsExactlyInAnyOrderElementsOf(configured(sidecar));
        }
    }

    /** The HTTP, cluster and bus ports. */
    private static Set<Integer> configured(SidecarProcess sidecar) throws Exception {
        Set<Integer> ports = new TreeSet<>();
        Matcher port = PORT.matcher(sidecar.configuration());
        while (port.find()) {
            ports.add(Integer.valueOf(port.group(1)));
        }
        return ports;
    }

    /** The one datagram socket is Vert.x's DNS client, made with the first connection, even to an address without a name. */
    @Test
    void noneDoesMulticast() throws IOException {
        for (SidecarProcess sidecar : cluster.sidecars()) {
            assertThat(SEEN.get(sidecar.pid()))
                    .filteredOn(socket -> !socket.protocol().equals("tcp"))
                    .hasSizeLessThanOrEqualTo(1)
                    .allMatch(socket -> socket.protocol().equals("udp"), "is UDP")
                    .allMatch(socket -> !socket.connected(), "has sent nothing to a fixed address")
                    .noneMatch(socket -> socket.port() == MULTICAST_PORT);
        }
        assertThat(Sockets.multicastGroups()).isSubsetOf(groupsBefore).doesNotContain(MULTICAST_GROUP);
    }

    @Test
    void noneConnectsBeyondTheLoopback() {
        for (SidecarProcess sidecar : cluster.sidecars()) {
            assertThat(SEEN.get(sidecar.pid()))
                    .filteredOn(Socket::connected)
                    .hasSizeGreaterThan(4)
                    .allMatch(socket -> socket.remote().isLoopbackAddress(), "remote is on the loopback")
                    .allMatch(socket -> socket.local().isLoopbackAddress(), "local is on the loopback");
        }
    }

    /** The watch itself: what it is to find, it finds. */
    @Test
    void theWatchSeesMulticastAndOpenListeners() throws Exception {
        InetAddress group = InetAddress.getByName("224.0.0.251");
        NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
        try (ServerSocket open = new ServerSocket(0);
                MulticastSocket datagrams = new MulticastSocket(0)) {
            datagrams.joinGroup(new InetSocketAddress(group, 0), loopback);
            Set<Socket> own = Sockets.of(ProcessHandle.current().pid());

            assertThat(Sockets.multicastGroups()).contains(group.getHostAddress());

            assertThat(own)
                    .anyMatch(socket -> socket.listens()
                            && socket.port() == open.getLocalPort()
                            && socket.local().isAnyLocalAddress());
            assertThat(own)
                    .anyMatch(socket -> socket.protocol().equals("udp") && socket.port() == datagrams.getLocalPort());
        }
    }
}
