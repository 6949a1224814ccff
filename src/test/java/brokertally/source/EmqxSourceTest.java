package brokertally.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import brokertally.ReplayServer;
import brokertally.config.Settings.SourceType;
import brokertally.model.Endpoint;
import brokertally.model.Reason;
import brokertally.source.Bench.Wanted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EmqxSourceTest extends HttpSourceContract {
    private static final Path RECORDED = Path.of("src/test/resources/emqx-5.8.9");
    private static final String STATS = "/api/v5/prometheus/stats";
    private static final String AUTH = "/api/v5/prometheus/auth";
    private static final String DATA = "/api/v5/prometheus/data_integration";
    private static final String OPTIONAL = "/api/v5/prometheus/schema_validation";
    private static final String STATUS = "/api/v5/status";
    private static final String NODE = "/api/v5/nodes/emqx1@127.0.0.1";

    @Override
    protected Wanted wanted(String baseUrl) {
        return Wanted.of(SourceType.EMQX, baseUrl);
    }

    @Override
    protected Source good() {
        return keyed(replay("quiet/node1"));
    }

    private ReplayServer replay(String node) {
        return bench.await(() -> ReplayServer.start(bench.vertx, 0, RECORDED.resolve(node)));
    }

    private Source keyed(ReplayServer broker) {
        return bench.source(wanted(broker.url() + "/").with("key", "s3cret"));
    }

    private Source keyless(ReplayServer broker) {
        return bench.source(wanted(broker.url()));
    }

    @Test
    void read_hasEverySampleOfTheThreeEndpoints() throws IOException {
        for (String node : List.of("quiet/node1", "quiet/node2", "quiet/node3", "traffic/node1")) {
            Reading.Success success = bench.success(keyed(replay(node)));

            long samples = 0;
            for (String endpoint : List.of("stats", "auth", "data_integration")) {
                samples += Files.readAllLines(RECORDED.resolve(node).resolve(endpoint + ".node.txt")).stream()
                        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                        .count();
            }
            assertThat(success.schema().size()).isEqualTo((int) samples);
            assertThat(success.missing()).isEmpty();
            assertThat(success.left().badLines()).isZero();
        }
    }

    @Test
    void read_givesFamiliesOfTheirPagesAndNumbers() {
        Reading.Success success = bench.success(good());

        assertThat(Bench.family(success.schema(), "emqx_messages_received").endpoint())
                .isEqualTo(Endpoint.STATS);
        assertThat(Bench.family(success.schema(), "emqx_authn_enable").endpoint())
                .isEqualTo(Endpoint.AUTH);
        assertThat(Bench.family(success.schema(), "emqx_rules_count").endpoint())
                .isEqualTo(Endpoint.DATA_INTEGRATION);
        assertThat(Bench.values(success)).containsEntry("emqx_messages_received", 821.0);
    }

    @Test
    void who_isNameVersionAndStart() {
        ReplayServer broker = replay("quiet/node2");
        broker.uptime(100_000);

        Reading.Who who = bench.success(keyed(broker)).who();

        assertThat(who.node()).contains("emqx2@127.0.0.1");
        assertThat(who.version()).isEqualTo("5.8.9");
        assertThat(who.startedMillis().orElseThrow())
                .isBetween(System.currentTimeMillis() - 103_000, System.currentTimeMillis() - 100_000);
    }

    @Test
    void withoutAKey_theStartIsUnknownAndNotAskedFor() {
        ReplayServer broker = replay("quiet/node1");

        Reading.Success success = bench.success(keyless(broker));

        assertThat(success.who().node()).contains("emqx1@127.0.0.1");
        assertThat(success.who().startedMillis()).isEmpty();
        assertThat(success.missing()).isEmpty();
        assertThat(broker.asked(NODE)).isZero();
    }

    @Test
    void aKeyThatIsRefusedForTheNode_isSaidAndNotHammered() {
        ReplayServer broker = replay("quiet/node1");
        broker.reply(NODE, 401, "{}");
        Source source = keyed(broker);

        assertThat(bench.success(source).missing()).containsOnly(entry("about", Reason.AUTH));
        assertThat(bench.success(source).missing()).containsOnly(entry("about", Reason.AUTH));

        assertThat(broker.asked(NODE)).isEqualTo(1);
    }

    @Test
    void nameAndVersion_areAskedOnce() {
        ReplayServer broker = replay("quiet/node1");
        Source source = keyed(broker);

        bench.success(source);
        bench.success(source);

        assertThat(broker.asked(STATUS)).isEqualTo(1);
        assertThat(broker.asked(NODE)).isEqualTo(2);
    }

    @Test
    void anOldBrokerThatAnswersText_hasItsName() {
        ReplayServer broker = replay("quiet/node1");
        broker.reply(STATUS, 200, "Node emqx9@10.0.0.1 is started\nemqx is running");

        Reading.Who who = bench.success(keyless(broker)).who();

        assertThat(who).isEqualTo(new Reading.Who(Optional.of("emqx9@10.0.0.1"), "", java.util.OptionalLong.empty()));
    }

    @Test
    void anUnknownName_isAFailureUnlessTheConfigurationHasOne() {
        ReplayServer broker = replay("quiet/node1");
        broker.reply(STATUS, 503, "");

        assertThat(bench.failure(keyless(broker)).reason()).isEqualTo(Reason.STATUS);
        assertThat(bench.success(bench.source(wanted(broker.url()), Optional.of("me")))
                        .missing())
                .containsOnly(entry("about", Reason.STATUS));
    }

    @Test
    void aNameOnceKnown_staysWhileTheStatusFails() {
        ReplayServer broker = replay("quiet/node1");
        Source source = keyless(broker);
        bench.success(source);

        broker.reply(STATS, 500, "");
        bench.failure(source);
        broker.replay(STATS);
        broker.reply(STATUS, 500, "");

        assertThat(bench.success(source).who().node()).contains("emqx1@127.0.0.1");
    }

    @Test
    void optionalEndpoints_areAskedOnceUntilTheBrokerRestarts() {
        ReplayServer broker = replay("quiet/node1");
        Source source = keyed(broker);

        bench.success(source);
        bench.success(source);
        assertThat(broker.asked(OPTIONAL)).isEqualTo(1);

        broker.uptime(1_000);
        bench.success(source);
        bench.success(source);
        assertThat(broker.asked(OPTIONAL)).isEqualTo(2);
    }

    @Test
    void optionalEndpoints_areReadWhereTheyAre() {
        ReplayServer broker = replay("quiet/node1");
        broker.reply(OPTIONAL, 200, "emqx_schema_validation_matched{validation_name=\"v\"} 3\n");

        Reading.Success success = bench.success(keyless(broker));

        assertThat(Bench.values(success)).containsEntry("emqx_schema_validation_matched{validation_name=\"v\"}", 3.0);
        assertThat(Bench.family(success.schema(), "emqx_schema_validation_matched")
                        .endpoint())
                .isEqualTo(Endpoint.SCHEMA_VALIDATION);
    }

    @Test
    void otherEndpointsThatFail_areMissing() {
        ReplayServer broker = replay("quiet/node1");
        broker.reply(AUTH, 404, "");
        broker.reply(DATA, 500, "");

        Reading.Success success = bench.success(keyless(broker));

        assertThat(success.missing())
                .containsOnly(entry("auth", Reason.NOT_FOUND), entry("data_integration", Reason.STATUS));
        assertThat(Bench.values(success)).containsKey("emqx_messages_received");
    }

    @Test
    void statsThatFails_isAFailure() {
        ReplayServer broker = replay("quiet/node1");
        broker.reply(STATS, 404, "");

        assertThat(bench.failure(keyless(broker)).reason()).isEqualTo(Reason.NOT_FOUND);
    }

    @Test
    void trap53_statsWithoutSeriesIsABrokerThatHasJustStarted() {
        ReplayServer broker = replay("quiet/node1");
        broker.reply(STATS, 200, FaultyHttp.NO_NUMBERS);

        assertThat(bench.failure(keyless(broker)).reason()).isEqualTo(Reason.EMPTY);
    }

    @Test
    void aPageThatMayNotBeReadSoOften_servesAgainForAWhile() {
        ReplayServer broker = replay("quiet/node1");
        Source source = keyless(broker);
        Reading.Success first = bench.success(source);
        broker.reply(DATA, 429, "Too many requests");

        Reading.Success second = bench.success(source);
        bench.laterNanos.addAndGet(16_000_000_000L);
        Reading.Success late = bench.success(source);

        assertThat(second.schema()).isSameAs(first.schema());
        assertThat(second.missing()).isEmpty();
        assertThat(late.missing()).containsOnly(entry("data_integration", Reason.STATUS));
    }
}
