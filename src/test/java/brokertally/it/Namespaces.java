package brokertally.it;

import brokertally.it.SidecarProcess.Place;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * Network namespaces on one bridge, an address in each: what one sends to another can be dropped, in each direction by itself.
 * The test reaches all of them, and they the test, at the bridge's address. Needs root.
 */
final class Namespaces implements AutoCloseable {
    private static final String NOWHERE = "nowhere";

    private final String name = "bt" + Long.toString(ProcessHandle.current().pid() % 100_000, 36);
    private final String subnet = "10.77." + ProcessHandle.current().pid() % 250 + ".";
    private final String ip = Programs.find("ip", "iproute2");
    private final String iptables = Programs.find("iptables", "iptables");
    private final int count;
    private final Thread atExit = new Thread(this::remove);

    /** Makes them. Where that is not permitted the test is skipped. */
    Namespaces(int count) throws IOException, InterruptedException {
        this.count = count;
        String refusal = execute(List.of(ip, "netns", "add", namespace(0)));
        if (!refusal.isEmpty()) {
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError("no network namespaces here: " + refusal);
            }
            System.out.println("SKIPPED: no network namespaces here: " + refusal);
            Assumptions.abort("no network namespaces here: " + refusal);
        }
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            make();
        } catch (IOException | RuntimeException | AssertionError e) {
            close();
            throw e;
        }
    }

    private void make() throws IOException, InterruptedException {
        run("link", "add", bridge(), "type", "bridge");
        run("addr", "add", bridgeAddress() + "/24", "dev", bridge());
        run("link", "set", bridge(), "up");
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                run("netns", "add", namespace(i));
            }
            String outer = name + "h" + i;
            String inner = name + "n" + i;
            run("link", "add", outer, "type", "veth", "peer", "name", inner);
            run("link", "set", inner, "netns", namespace(i));
            run("link", "set", outer, "master", bridge(), "up");
            run("-n", namespace(i), "addr", "add", address(i) + "/24", "dev", inner);
            run("-n", namespace(i), "link", "set", inner, "up");
            run("-n", namespace(i), "link", "set", "lo", "up");
        }
    }

    private String bridge() {
        return name + "b";
    }

    private String namespace(int i) {
        return name + "ns" + i;
    }

    private String bridgeAddress() {
        return subnet + 254;
    }

    private String address(int i) {
        return subnet + (i + 1);
    }

    /** Where the test is, as the namespaces see it. */
    InetAddress host() throws UnknownHostException {
        return InetAddress.getByName(bridgeAddress());
    }

    List<Place> places() {
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            places.add(new Place(address(i), List.of(ip, "netns", "exec", namespace(i))));
        }
        return places;
    }

    /**
     * Gives a namespace a way to all other addresses, and a name server there; it ends in an interface that answers nothing
     * and counts.
     */
    void routeToNowhere(int i) throws IOException, InterruptedException {
        Path resolver =
                Files.createDirectories(Path.of("/etc/netns", namespace(i))).resolve("resolv.conf");
        Files.writeString(resolver, "nameserver 192.0.2.53\noptions timeout:1 attempts:1\n");
        String end = NOWHERE + "2";
        run("-n", namespace(i), "link", "add", NOWHERE, "type", "veth", "peer", "name", end);
        for (String one : List.of(NOWHERE, end)) {
            // Of its own accord the kernel would look for neighbours and routers.
            String quiet = "echo 1 >/proc/sys/net/ipv6/conf/" + one + "/disable_ipv6";
            check(List.of(ip, "netns", "exec", namespace(i), "sh", "-c", quiet));
            run("-n", namespace(i), "link", "set", one, "multicast", "off", "up");
        }
        run("-n", namespace(i), "route", "add", "default", "dev", NOWHERE);
    }

    /** What names mean to what is started in a namespace from now on, besides those of this machine: lines of {@code /etc/hosts}. */
    void names(int i, String lines) throws IOException {
        Path directory = Files.createDirectories(Path.of("/etc/netns", namespace(i)));
        Files.writeString(directory.resolve("hosts"), Files.readString(Path.of("/etc/hosts")) + "\n" + lines);
    }

    /** How many packets have gone there, questions for the way among them. */
    long sentToNowhere(int i) throws IOException, InterruptedException {
        Process cat = new ProcessBuilder(
                        ip,
                        "netns",
                        "exec",
                        namespace(i),
                        "cat",
                        "/sys/class/net/" + NOWHERE + "/statistics/tx_packets")
                .start();
        return Long.parseLong(new String(cat.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
    }

    /** What one sends no longer arrives at the other. */
    void deafen(int to, int from) throws IOException, InterruptedException {
        check(List.of(ip, "netns", "exec", namespace(to), iptables, "-A", "INPUT", "-s", address(from), "-j", "DROP"));
    }

    /** Neither hears the other any more. */
    void part(int one, int other) throws IOException, InterruptedException {
        deafen(one, other);
        deafen(other, one);
    }

    /** Everything arrives again. */
    void heal() throws IOException, InterruptedException {
        for (int i = 0; i < count; i++) {
            check(List.of(ip, "netns", "exec", namespace(i), iptables, "-F", "INPUT"));
        }
    }

    private void run(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(ip));
        command.addAll(List.of(words));
        check(command);
    }

    private static void check(List<String> command) throws IOException, InterruptedException {
        String trouble = execute(command);
        if (!trouble.isEmpty()) {
            throw new IOException(String.join(" ", command) + ": " + trouble);
        }
    }

    /** "" when it succeeds, else what it says. */
    private static String execute(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return "does not end";
        }
        return process.exitValue() == 0 ? "" : "exit " + process.exitValue() + " " + said.strip();
    }

    /** A namespace takes its end of a pair of interfaces with it, and with it the other end. */
    private void remove() {
        try {
            for (int i = 0; i < count; i++) {
                execute(List.of(ip, "netns", "del", namespace(i)));
                Files.deleteIfExists(Path.of("/etc/netns", namespace(i), "resolv.conf"));
                Files.deleteIfExists(Path.of("/etc/netns", namespace(i), "hosts"));
                Files.deleteIfExists(Path.of("/etc/netns", namespace(i)));
            }
            execute(List.of(ip, "link", "del", bridge()));
        } catch (IOException | InterruptedException e) {
            System.err.println("namespaces " + name + " are left: " + e);
        }
    }

    @Override
    public void close() {
        remove();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }
}
