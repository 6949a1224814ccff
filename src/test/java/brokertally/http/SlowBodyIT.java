package brokertally.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SlowBodyIT {
    private static final String HEAD =
            "PUT /thing HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{";

    /** Threat T11: also somebody with a good key has 10 s for a body. */
    @Test
    void aBodyThatDoesNotCome_is408_andTheConnectionEnds_within10s() throws IOException {
        Vertx vertx = Vertx.vertx();
        try {
            Operation put = new Operation(
                    HttpMethod.PUT,
                    "/thing",
                    Access.ADMINISTRATOR,
                    context -> JsonBody.read(context.request(), body -> Reply.badRequest(context.request(), "read")));
            Entrance entrance = new Entrance(
                    vertx, new Entrance.Inside(new Paths(List.of(put)), Gate.OPEN), new Traffic(), new Connections());
            HttpServer server = vertx.createHttpServer(ServerSettings.of(TestServer.plainHttp(), Optional.empty()))
                    .connectionHandler(entrance::connected)
                    .requestHandler(entrance);
            int port = server.listen().await().actualPort();
            long begin = System.nanoTime();
            try (Socket socket = new Socket("127.0.0.1", port)) {
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write(HEAD.getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

                assertThat(answer).startsWith("HTTP/1.1 408 ").contains("REQUEST_TIMEOUT");
            }
            assertThat((System.nanoTime() - begin) / 1_000_000).as("ms").isLessThan(10_000);
        } finally {
            vertx.close().await();
        }
    }
}
