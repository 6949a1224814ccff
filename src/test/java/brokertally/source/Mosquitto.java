package brokertally.source;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A real Mosquitto on a free port of the loopback. */
public final class Mosquitto implements AutoCloseable {
    public static final Path PROGRAM = Path.of("/usr/sbin/mosquitto");

    private final int port;
    private final Path configuration;
    private Process process;

    /** Starts one; {@code more} are further lines of its configuration. */
    public Mosquitto(Path directory, String... more) throws IOException {
        port = FaultyHttp.freePort();
        configuration = directory.resolve("mosquitto-" + port + ".conf");
        String lines = "listener " + port + " 127.0.0.1\nsys_interval 1\nuser " + System.getProperty("user.name") + "\n"
                + String.join("\n", more) + "\n";
        Files.writeString(configuration, lines.contains("allow_anonymous") ? lines : lines + "allow_anonymous true\n");
        start();
    }

    public void start() throws IOException {
        process = new ProcessBuilder(PROGRAM.toString(), "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        await().atMost(10, TimeUnit.SECONDS).until(this::listens);
    }

    public int port() {
        return port;
    }

    public String url() {
        return "mqtt://127.0.0.1:" + port;
    }

    /** SIGSTOP or SIGCONT. */
    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
