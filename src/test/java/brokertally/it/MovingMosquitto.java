package brokertally.it;

import brokertally.source.Mosquitto;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A real Mosquitto whose one publisher sends fifty messages a second. */
final class MovingMosquitto implements MovingBroker {
    private static final long PAUSE_MILLIS = 20;

    /** Mosquitto publishes its numbers once a second and samples are taken once a second; half a second is for the machine. */
    private static final long MESSAGES_OF_A_SAMPLE = 2_500 / PAUSE_MILLIS;

    private final Mosquitto broker;
    private final MqttPublisher publisher;
    private boolean counting;
    private boolean alive = true;
    private int livesEnded;

    MovingMosquitto(Path directory) throws IOException {
        broker = new Mosquitto(directory);
        publisher = new MqttPublisher(broker.port(), PAUSE_MILLIS);
    }

    @Override
    public String source() {
        return "source { type = mosquitto, url = \"" + broker.url() + "\" }\n";
    }

    @Override
    public void count() {
        counting = true;
        publisher.publish();
    }

    @Override
    public void rest() throws InterruptedException {
        counting = false;
        publisher.rest();
    }

    @Override
    public void kill() throws InterruptedException {
        livesEnded += counting ? 1 : 0;
        alive = false;
        broker.kill();
    }

    @Override
    public void restart() throws IOException {
        broker.start();
        alive = true;
    }

    @Override
    public int livesEnded() {
        return livesEnded;
    }

    @Override
    public Map<String, Counted> counted() {
        long acknowledged = publisher.acknowledged();
        Counted messages = new Counted(acknowledged, acknowledged + publisher.unknown(), MESSAGES_OF_A_SAMPLE);
        return Map.of("emqx_messages_received", messages, "emqx_packets_publish_received", messages);
    }

    @Override
    public void close() throws InterruptedException {
        publisher.close();
        if (alive) {
            broker.close();
        }
    }
}
