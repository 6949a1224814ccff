package brokertally.push;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.config.PushUrl;
import brokertally.config.Secret;
import brokertally.config.Settings;
import brokertally.model.PushFailure;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A Pushgateway, or whatever is in its place, that repeats what it was sent: nothing of it is for the log. */
class CourierSecretsTest {
    private static final String NOTE = ", its words are not logged, because credentials are sent to it";
    private static final Pattern KEY = Pattern.compile("(?i)x-key: (\\S+)");
    private static final Pattern PROXY = Pattern.compile("(?i)proxy-authorization: basic (\\S+)");

    private final Vertx vertx = Vertx.vertx();
    private final Courier courier = new Courier(vertx, "1.2.3");
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level level = root.getLevel();

    @BeforeEach
    void listen() {
        log.start();
        root.setLevel(Level.INFO);
        root.addAppender(log);
    }

    @AfterEach
    void close() throws Exception {
        root.detachAppender(log);
        root.setLevel(level);
        courier.close().await(20, TimeUnit.SECONDS);
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    private Outcome.Failed send(Target target) throws Exception {
        Parcel page = new Parcel(
                HttpMethod.PUT, target, Optional.of(new Parcel.Body(Buffer.buffer("a 1\n"), Parcel.Coding.IDENTITY)));
        Outcome outcome = Future.<Outcome>future(promise -> vertx.runOnContext(
                        v -> courier.send(page, 5_000).outcome().onComplete(promise)))
                .await(30, TimeUnit.SECONDS);
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        return (Outcome.Failed) outcome;
    }

    private static Target target(String url, Map<String, Secret> headers, Optional<String> proxy) {
        return new Target(
                PushUrl.of(url),
                "job/emqx",
                headers,
                new Settings.PushTransport(false, proxy, PushSettings.plain().tls()));
    }

    /** Whoever reads the log sees no three letters of it together, as they stand or as hexadecimal numbers. */
    private void assertUntold(String secret, String detail) {
        List<String> lines = new ArrayList<>(List.of(detail));
        log.list.forEach(event ->
                lines.add(event.getFormattedMessage() + ThrowableProxyUtil.asString(event.getThrowableProxy())));
        for (int i = 0; i + 3 <= secret.length(); i++) {
            String part = secret.substring(i, i + 3);
            assertThat(lines)
                    .allSatisfy(line -> assertThat(line.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", ""))
                            .doesNotContain(part)
                            .doesNotContain(hex(part)));
        }
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    /** In each answer {@code KEY} is what was sent, and {@code LINES} the same with a letter on each line. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 400 Bad\r\n\r\nfor KEY",
                "HTTP/1.1 400 KEY\r\n\r\n",
                "HTTP/1.1 500 Bad\r\n\r\nLINES",
                "HTTP/1.1 302 Found\r\nLocation: http://x/KEY\r\n\r\n",
                "HTTP/1.1 401 No\r\nWWW-Authenticate: KEY\r\nX-KEY: KEY\r\n\r\n",
                "KEY/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 KEY OK\r\n\r\n",
                "HTTP/1.1 KEY\r\n\r\n",
                "KEY",
                "HTTP/1.1 200 OK\r\nKEY\u0001: x\r\n\r\n",
                "HTTP/1.1 400 Bad\r\nContent-Length: KEY\r\n\r\n",
                "HTTP/1.1 400 Bad\r\nTransfer-Encoding: chunked\r\n\r\nKEY\r\nx",
                "HTTP/1.1 101 KEY\r\nUpgrade: KEY\r\nConnection: Upgrade\r\n\r\n"
            })
    void whatWasSent_isNeverLogged_whateverTheAnswer(String answer) throws Exception {
        String secret = "zqxjwvkyzz";
        try (RawGateway gateway = new RawGateway(vertx, request -> {
            Matcher key = KEY.matcher(request);
            assertThat(key.find()).isTrue();
            return Optional.of(answer.replace("KEY", key.group(1))
                    .replace("LINES", String.join("\n", key.group(1).split(""))));
        })) {
            Outcome.Failed failed = send(target(
                    "http://127.0.0.1:" + gateway.port(), Map.of("X-Key", new Secret(secret)), Optional.empty()));

            assertUntold(secret, failed.detail());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 407 KEY\r\n\r\nKEY",
                "HTTP/1.1 200 OK\r\n\r\nKEY",
                "HTTP/1.1 KEY KEY\r\n\r\n",
                "KEY KEY KEY\r\n\r\n"
            })
    void whatAProxyWasSent_isNeverLogged_whateverItAnswers(String answer) throws Exception {
        String secret = "zqxjwvkyzz";
        try (RawGateway proxy = new RawGateway(vertx, request -> {
            Matcher basic = PROXY.matcher(request);
            assertThat(basic.find()).isTrue();
            byte[] decoded = Base64.getDecoder().decode(basic.group(1));
            return Optional.of(answer.replace("KEY", new String(decoded, StandardCharsets.UTF_8).substring(2)));
        })) {
            Outcome.Failed failed = send(target(
                    "https://pg.invalid:9091",
                    Map.of(),
                    Optional.of("http://u:" + secret + "@127.0.0.1:" + proxy.port())));

            assertUntold(secret, failed.detail());
            if (answer.contains("407")) {
                assertThat(failed)
                        .isEqualTo(new Outcome.Failed(PushFailure.AUTH, "no tunnel from the proxy, status 407"));
            }
        }
    }

    @Test
    void whyItsWordsAreMissing_isSaid() throws Exception {
        try (GatewayServer gateway = new GatewayServer(vertx)) {
            gateway.answers(400, "for Basic me:pw");

            assertThat(send(target(gateway.url().replace("http://", "http://me:pw@"), Map.of(), Optional.empty()))
                            .detail())
                    .isEqualTo("status 400" + NOTE);
        }
    }

    @Test
    void withoutCredentials_itsWordsAreOnePrintableLine() throws Exception {
        try (GatewayServer gateway = new GatewayServer(vertx)) {
            gateway.answers(400, "no TYPE\r\n\u001b[31mfor\u202e  a\n");
            assertThat(send(target(gateway.url(), Map.of(), Optional.empty())).detail())
                    .isEqualTo("status 400: no TYPE [31mfor a");

            gateway.answers(request -> request.response()
                    .setStatusCode(302)
                    .putHeader("Location", "http://else/x")
                    .end());
            assertThat(send(target(gateway.url(), Map.of(), Optional.empty())).detail())
                    .isEqualTo("status 302 to http://else/x");
        }
    }
}
