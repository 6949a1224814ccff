package brokertally;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Three sidecars, each with an embedded broker and devices, as child processes of this one. */
final class DemoCluster {
    private static final int NODES = 3;
    private static final Duration READY_WITHIN = Duration.ofSeconds(90);
    private static final String AGGREGATED = "/api/v5/prometheus/stats?mode=all_nodes_aggregated";

    private final DemoKey key = DemoKey.random();
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final List<Process> children = new ArrayList<>();
    private final List<Integer> httpPorts = new ArrayList<>();
    private volatile boolean keepLogs;

    int run() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("brokertally-demo");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(directory), "end-demo"));
        key.write(directory);
        List<Integer> ports = freePorts(3 * NODES);
        System.out.println("Starting " + NODES + " brokers with traffic and a sidecar beside each …");
        for (int i = 0; i < NODES; i++) {
            httpPorts.add(ports.get(i));
            children.add(start(directory, i, ports));
        }
        if (!waitUntilComplete()) {
            keepLogs = true;
            System.err.println("The demo did not come up; logs are in " + directory);
            return Exit.FAILED;
        }
        explain(directory);
        for (Process child : children) {
            child.waitFor();
        }
        return Exit.OK;
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                sockets.add(socket);
                ports.add(socket.getLocalPort());
            }
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
        return ports;
    }

    private static Process start(Path directory, int index, List<Integer> ports) throws IOException {
        String members = String.join(
                ", ",
                ports.subList(NODES, 2 * NODES).stream()
                        .map(port -> "\"127.0.0.1:" + port + "\"")
                        .toList());
        String config =
                """
                node { name = "demo%d@127.0.0.1" }
                http { host = "127.0.0.1", port = %d }
                cluster { name = "demo-%d", port = %d, bus_port = %d, size = %d, members = [%s] }
                source { type = demo }
                sampling { interval = 2s }
                api_key { bootstrap_file = "%s" }
                data_dir = ""
                """
                        .formatted(
                                index + 1,
                                ports.get(index),
                                ProcessHandle.current().pid(),
                                ports.get(NODES + index),
                                ports.get(2 * NODES + index),
                                NODES,
                                members,
                                DemoKey.file(directory));
        Path file = directory.resolve("node" + (index + 1) + ".conf");
        Files.writeString(file, config);
        Path log = directory.resolve("node" + (index + 1) + ".log");
        return new ProcessBuilder(command(file))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** This very JVM with its own options and class path, so that the demo needs nothing that this process has not. */
    private static List<String> command(Path config) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of("run", "--config", config.toString()));
        return command;
    }

    private boolean waitUntilComplete() throws InterruptedException {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (System.nanoTime() < deadline) {
            if (children.stream().anyMatch(child -> !child.isAlive())) {
                return false;
            }
            String page = page(httpPorts.get(0));
            if (page.contains("brokertally_nodes_answered " + NODES) && page.contains("brokertally_scrape_partial 0")) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(300);
        }
        return false;
    }

    /** The aggregated page; "" while there is none. */
    private String page(int port) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + AGGREGATED))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            HttpResponse<String> response =
                    client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            return response.statusCode() == 200 ? response.body() : "";
        } catch (IOException e) {
            return "";
        }
    }

    private void explain(Path directory) throws InterruptedException {
        StringBuilder out = new StringBuilder("\nRunning. Open a sidecar's page:\n");
        httpPorts.forEach(port -> out.append("  http://127.0.0.1:").append(port).append("/\n"));
        String base = "http://127.0.0.1:" + httpPorts.get(0) + "/api/v5/prometheus/stats";
        out.append("\nAsk any of them:\n");
        out.append("  curl -s '").append(base).append("?mode=node'                     # its own node\n");
        out.append("  curl -s '")
                .append(base)
                .append("?mode=all_nodes_aggregated'     # the cluster, one series each\n");
        out.append("  curl -s '")
                .append(base)
                .append("?mode=all_nodes_unaggregated'   # the cluster, one series per node\n");
        out.append("  curl -s 'http://127.0.0.1:").append(httpPorts.get(0)).append("/api/v5/nodes'\n");
        String withKey = "  curl -s -u " + key.text() + " 'http://127.0.0.1:" + httpPorts.get(0);
        out.append("\nAPI key (user name and password) of this demo: ")
                .append(key.text())
                .append('\n');
        out.append(withKey).append("/api/v5/prometheus/explain?family=emqx_messages_received'   # why is it so\n");
        out.append(withKey).append("/api/v5/prometheus'   # the configuration of the integration\n");
        out.append('\n');
        out.append("Logs: ").append(directory).append("\n\nThe cluster now, from the aggregated answer:\n");
        page(httpPorts.get(0))
                .lines()
                .filter(line -> line.matches(
                        "(emqx_(connections_count|messages_received|subscriptions_count)|brokertally_nodes_.*) .*"))
                .forEach(line -> out.append("  ").append(line).append('\n'));
        out.append("\nCtrl-C ends all.");
        System.out.println(out);
    }

    private void end(Path directory) {
        children.forEach(Process::destroy);
        for (Process child : children) {
            try {
                if (!child.waitFor(6, TimeUnit.SECONDS)) {
                    child.destroyForcibly();
                }
            } catch (InterruptedException e) {
                child.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        if (!keepLogs) {
            delete(directory);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            System.err.println("left behind: " + directory + " (" + e.getMessage() + ")");
        }
    }
}
