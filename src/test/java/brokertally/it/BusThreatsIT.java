package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brokertally.TestSnapshots;
import brokertally.cluster.ClusterVertx;
import brokertally.config.Settings;
import brokertally.config.SettingsInput;
import brokertally.config.SettingsReader;
import brokertally.wire.Content;
import brokertally.wire.Message;
import brokertally.wire.MessageCodec;
import brokertally.wire.WireLimits;
import brokertally.wire.WirePages;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.multimap.MultiMap;
import com.hazelcast.spi.impl.SerializationServiceSupport;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who would do harm on the ports of the cluster: two sidecars whose bus has TLS, and one in plain text to show that what is
 * tried would work there.
 *
 * <p>System property {@code drip.seconds}: how long a slow sender drips (default 10).
 */
class BusThreatsIT {
    private static final int FRAMES = 1_000;
    private static final int CONNECTIONS = 20;
    private static final long MIB = 1 << 20;
    private static final int DRIP_SECONDS = Integer.getInteger("drip.seconds", 10);
    private static final String SOURCE_CANARY = "canary-of-the-source-9c41";
    private static final String TOTAL = "emqx_messages_received";

    @TempDir
    static Path directory;

    private static ClusterKeys keys;
    private static ClusterKeys otherKeys;
    private static PageBroker broker;
    private static SidecarCluster cluster;
    private static SidecarCluster plain;

    @BeforeAll
    static void start() throws Exception {
        keys = ClusterKeys.make(directory.resolve("keys"));
        otherKeys = ClusterKeys.make(directory.resolve("other"));
        broker = new PageBroker("# TYPE emqx_messages_received counter\nemqx_messages_received 21\n");
        cluster = SidecarCluster.start(2, i -> settings("good" + i, keys.settings()));
        plain = SidecarCluster.startLonely(settings("plain", ""));
    }

    private static String settings(String node, String more) {
        return """
                source { type = prometheus, url = "%s", username = u, password = "%s" }
                node { name = "%s@it" }
                sampling { interval = 500ms, max_age = 100ms }
                gather { timeout = 1s }
                %s
                """
                .formatted(broker.url(), SOURCE_CANARY, node, more);
    }

    @AfterAll
    static void stop() {
        for (SidecarCluster one : new SidecarCluster[] {cluster, plain}) {
            if (one != null) {
                one.close();
            }
        }
        if (broker != null) {
            broker.close();
        }
    }

    private static double metric(SidecarProcess sidecar, String name) {
        return Samples.of(sidecar.page("/metrics")).entrySet().stream()
                .filter(sample ->
                        sample.getKey().equals(name) || sample.getKey().startsWith(name + "{"))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    private static void assertBothCount() {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(cluster.all().subList(0, 2))
                        .allSatisfy(sidecar -> assertThat(sidecar.page(SidecarCluster.AGGREGATED))
                                .contains("\n" + TOTAL + " 42\n", "\nbrokertally_nodes_answered 2\n")));
    }

    private static String member(SidecarProcess sidecar, String node) {
        Matcher found = Pattern.compile("\\{[^{}]*\"node\":\"" + node + "\"[^{}]*")
                .matcher(sidecar.page("/api/v5/nodes").replaceAll("\\s", ""));
        assertThat(found.find()).isTrue();
        Matcher member = Pattern.compile("\"member\":\"([^\"]+)\"").matcher(found.group());
        assertThat(member.find()).isTrue();
        return member.group(1);
    }

    /** A thousand frames to the address of this member, that no sidecar can take for a message. */
    private static byte[] frames(String member, int count) {
        byte[] one = BusFrames.frame("brokertally.node." + member, "0", "forged".getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            all.writeBytes(one);
        }
        return all.toByteArray();
    }

    /** Threat T3, the control: on a bus in plain text each of these frames is delivered. */
    @Test
    void threatT3_forgedFrames_areDeliveredInPlainText() throws Exception {
        SidecarProcess victim = plain.get(0);
        byte[] some = frames(member(victim, "plain@it"), FRAMES / CONNECTIONS);

        BusFrames.send(SocketFactory.getDefault(), BusTlsIT.busPort(victim), CONNECTIONS, some);

        await().atMost(Duration.ofSeconds(10)).until(() -> metric(victim, "brokertally_wire_errors_total") == FRAMES);
    }

    /** Threat T3: 1,000 frames each by plain TCP, by TLS without a key, and with another cluster's key; none is delivered. */
    @Test
    void threatT3_forgedFrames_areNotDeliveredThroughTls() throws Exception {
        SidecarProcess victim = cluster.get(0);
        byte[] some = frames(member(victim, "good0@it"), FRAMES / CONNECTIONS);
        double before = metric(victim, "brokertally_wire_errors_total");
        for (SocketFactory client : List.of(
                SocketFactory.getDefault(),
                ClusterKeys.clientWithoutKey().getSocketFactory(),
                otherKeys.client().getSocketFactory())) {
            assertThat(BusFrames.send(client, BusTlsIT.busPort(victim), CONNECTIONS, some))
                    .as("connections that were ended: " + client)
                    .isEqualTo(CONNECTIONS);
        }
        assertThat(metric(victim, "brokertally_wire_errors_total")).isEqualTo(before);
        assertBothCount();

        byte[] one = frames(member(victim, "good0@it"), 1);
        BusFrames.send(keys.client().getSocketFactory(), BusTlsIT.busPort(victim), 1, one);
        await("with the right key it would be")
                .atMost(Duration.ofSeconds(10))
                .until(() -> metric(victim, "brokertally_wire_errors_total") == before + 1);
    }

    /** Bytes of living objects. */
    private static long liveHeap(SidecarProcess sidecar) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(sidecar.pid()),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jcmd.waitFor(30, TimeUnit.SECONDS)).isTrue();
        String total = said.lines()
                .filter(line -> line.startsWith("Total"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(said));
        return Long.parseLong(total.trim().split("\\s+")[2]);
    }

    private static long rss(SidecarProcess sidecar) throws IOException {
        String line = Files.readAllLines(Path.of("/proc", Long.toString(sidecar.pid()), "status")).stream()
                .filter(one -> one.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
    }

    /** Threat T4: lengths that no frame has, 35 MiB of nothing, and a sender that never ends. */
    @Test
    void threatT4_absurdFrames_costAlmostNothingWithTls() throws Exception {
        SidecarProcess victim = cluster.get(0);
        long heap = liveHeap(victim);
        long rss = rss(victim);
        List<Socket> open = new ArrayList<>();
        for (int length : new int[] {Integer.MAX_VALUE, -1, 0, 17 << 20}) {
            for (SocketFactory client : List.of(
                    SocketFactory.getDefault(), ClusterKeys.clientWithoutKey().getSocketFactory())) {
                open.add(flood(client, BusTlsIT.busPort(victim), length, 35 * MIB));
            }
        }
        open.add(drip(BusTlsIT.busPort(victim)));
        report("T4 TLS: heap rise %d KiB, RSS rise %d KiB"
                .formatted((liveHeap(victim) - heap) / 1024, (rss(victim) - rss) / 1024));
        assertThat(liveHeap(victim) - heap).as("heap rise").isLessThanOrEqualTo(16 * MIB);
        for (Socket socket : open) {
            socket.close();
        }
        assertBothCount();
    }

    /** Threat T4 in plain text, where Vert.x sets no limit: what it costs is measured, and the README says who may reach it. */
    @Test
    void threatT4_absurdFrameInPlainText_isReleasedWhenItsSenderGoes() throws Exception {
        SidecarProcess victim = plain.get(0);
        long heap = liveHeap(victim);
        try (Socket socket = flood(SocketFactory.getDefault(), BusTlsIT.busPort(victim), Integer.MAX_VALUE, 35 * MIB)) {
            report("T4 plain text: heap rise %d KiB".formatted((liveHeap(victim) - heap) / 1024));
            assertThat(socket.isConnected()).isTrue();
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> liveHeap(victim) - heap <= 16 * MIB);
        assertThat(victim.page(SidecarCluster.AGGREGATED)).contains("\n" + TOTAL + " 21\n");
    }

    /** Sends a length and so many zeros, as far as the other side takes them. */
    private static Socket flood(SocketFactory client, int port, int length, long zeros) throws IOException {
        Socket socket = client.createSocket(InetAddress.getLoopbackAddress(), port);
        try {
            OutputStream out = socket.getOutputStream();
            out.write(
                    new byte[] {(byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length});
            byte[] some = new byte[1 << 16];
            for (long sent = 0; sent < zeros; sent += some.length) {
                out.write(some);
            }
            out.flush();
        } catch (IOException closedByTheOtherSide) {
            assertThat(closedByTheOtherSide).isNotInstanceOf(java.net.ConnectException.class);
        }
        return socket;
    }

    /** A MiB a second. */
    private static Socket drip(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        AtomicInteger left = new AtomicInteger(DRIP_SECONDS);
        try {
            while (left.getAndDecrement() > 0) {
                socket.getOutputStream().write(new byte[1 << 20]);
                FaultScript.pause(1);
            }
        } catch (IOException closedByTheOtherSide) {
            assertThat(left.get()).as("seconds before it was closed").isGreaterThan(DRIP_SECONDS - 5);
        }
        return socket;
    }

    /** Threat T2: a sidecar that knows the name of the cluster but not its key. */
    @Test
    void threatT2_memberWithAnotherKey_bringsNothingIn() throws Exception {
        double failures = metric(cluster.get(0), "brokertally_peer_failures_total");
        try (PageBroker rogueBroker =
                        new PageBroker("# TYPE emqx_messages_received counter\nemqx_messages_received 1000000\n"
                                + "# TYPE rogue_series gauge\nrogue_series 1\n");
                SidecarProcess rogue = cluster.join(
                        settings("rogue", otherKeys.settings()).replace(broker.url(), rogueBroker.url()))) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> metric(cluster.get(0), "brokertally_cluster_members") == 3);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> rogue.page(SidecarCluster.AGGREGATED).contains("rogue_series"));
            for (int scrape = 0; scrape < 50; scrape++) {
                for (SidecarProcess good : cluster.all().subList(0, 2)) {
                    String page = good.page(SidecarCluster.AGGREGATED);
                    assertThat(page).contains("\n" + TOTAL + " 42\n").doesNotContain("rogue");
                }
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> metric(cluster.get(0), "brokertally_peer_failures_total") > failures);
            assertThat(rogue.page(SidecarCluster.AGGREGATED))
                    .doesNotContain("good0")
                    .doesNotContain("good1");
        }
        assertBothCount();
    }

    /** Threat T2: what any member of Hazelcast can read holds no secret. */
    @Test
    void threatT2_noSecretIsInAHazelcastMap() throws Exception {
        Settings.Cluster settings = read(cluster.get(0).configuration()).cluster();
        Config config = new Config().setClusterName(settings.name());
        config.setProperty("hazelcast.logging.type", "slf4j").setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.partition.count", "31");
        config.getNetworkConfig().setPort(SidecarCluster.freePorts(1).get(0));
        config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getTcpIpConfig().setEnabled(true).setMembers(settings.members());
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        HazelcastInstance member = Hazelcast.newHazelcastInstance(config);
        try {
            assertThat(member.getCluster().getMembers()).hasSizeGreaterThanOrEqualTo(3);
            List<String> all = new ArrayList<>(everything(member));
            member.getCluster().getMembers().forEach(one -> all.add(String.valueOf(one.getAttributes())));
            assertThat(all).hasSizeGreaterThan(4);
            for (String canary : List.of(keys.password(), otherKeys.password(), SOURCE_CANARY)) {
                assertThat(all).noneMatch(text -> text.contains(canary));
            }
        } finally {
            member.shutdown();
        }
        assertBothCount();
    }

    private static List<String> everything(HazelcastInstance member) {
        List<String> all = new ArrayList<>();
        for (String name : List.of("__vertx.subs", "__vertx.nodeInfo", "__vertx.haInfo")) {
            if (name.endsWith("subs")) {
                MultiMap<Object, Object> map = member.getMultiMap(name);
                map.entrySet().forEach(entry -> all.add(text(member, entry.getKey()) + text(member, entry.getValue())));
            } else {
                IMap<Object, Object> map = member.getMap(name);
                map.entrySet().forEach(entry -> all.add(text(member, entry.getKey()) + text(member, entry.getValue())));
            }
        }
        assertThat(member.getDistributedObjects()).as("there are no others").allMatch(object -> object.getName()
                .startsWith("__vertx."));
        return all;
    }

    private static String text(HazelcastInstance member, Object object) {
        byte[] bytes = ((SerializationServiceSupport) member)
                .getSerializationService()
                .toData(object)
                .toByteArray();
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static Settings read(String configuration) throws Exception {
        Path file = Files.writeString(Files.createTempFile(directory, "peer", ".conf"), configuration);
        return SettingsReader.read(SettingsInput.of(file, Map.of()));
    }

    /** Threat T9: a peer that has the key says things in the name of another, and listens at its address. */
    @Test
    void threatT9_peerThatSpeaksForAnother_isNotBelieved() throws Exception {
        SidecarProcess victim = cluster.get(0);
        String to = member(victim, "good0@it");
        String named = member(victim, "good1@it");
        List<Integer> ports = SidecarCluster.freePorts(2);
        Settings.Cluster own = read(victim.configuration()
                        + "cluster { port = %d, bus_port = %d }%n".formatted(ports.get(0), ports.get(1)))
                .cluster();
        ClusterVertx peer = ReplayedCluster.await(ClusterVertx.join(own).timeout(60, TimeUnit.SECONDS));
        try {
            AtomicInteger intercepted = new AtomicInteger();
            peer.vertx().eventBus().consumer("brokertally.node." + named, message -> intercepted.incrementAndGet());
            double before = metric(victim, "brokertally_cluster_forged_total");
            MessageCodec codec = new MessageCodec(new WireLimits(1_000, 1 << 20));
            Message.Report lie = WirePages.report(
                    new Message.Peer(named, "127.0.0.1:1", "forged"),
                    WirePages.page(TestSnapshots.snapshot("good1@it", 1L << 50, TestSnapshots.schema(3), 1e9)),
                    Content.PAGE);
            Message.Token guess = new Message.Token(42, 4711);
            List<Message> said = List.of(lie, new Message.Deposit(lie), new Message.Goodbye(named));
            for (int i = 0; i < FRAMES; i++) {
                Message message = said.get(i % said.size());
                say(peer, to, codec.write(new Message.Unasked(named, guess, message)));
            }
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> metric(victim, "brokertally_cluster_forged_total") == before + FRAMES);
            for (Message message : said) {
                say(peer, to, codec.write(message)); // bare, as version 2 had it
                say(peer, to, codec.write(new Message.Unasked(named, Message.Token.NONE, message)));
                say(peer, to, codec.write(new Message.Unasked(peer.member(), Message.Token.NONE, message)));
            }
            for (int scrape = 0; scrape < 20; scrape++) {
                assertThat(victim.page(SidecarCluster.AGGREGATED))
                        .contains("\n" + TOTAL + " 42\n", "\nbrokertally_nodes_answered 2\n");
            }
            assertThat(metric(victim, "brokertally_cluster_forged_total")).isGreaterThan(before + FRAMES);
            assertThat(victim.page("/api/v5/nodes")).doesNotContain("forged");
            assertThat(intercepted).as("messages to another's address").hasValue(0);
        } finally {
            ReplayedCluster.await(peer.close().timeout(30, TimeUnit.SECONDS));
        }
        assertBothCount();
    }

    private static void say(ClusterVertx peer, String to, byte[] bytes) {
        peer.vertx().eventBus().send("brokertally.node." + to, Buffer.buffer(bytes));
    }

    private static void report(String figures) {
        System.out.println("BusThreatsIT " + figures);
    }
}
