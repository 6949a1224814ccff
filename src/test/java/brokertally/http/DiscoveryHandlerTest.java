package brokertally.http;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.config.Settings;
import brokertally.model.Reason;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DiscoveryHandlerTest {
    private static Object scheme(Settings.Http http) {
        JsonArray groups =
                new DiscoveryHandler(() -> List.of(TestServer.member("emqx@a", Reason.NONE, false)), http).groups();
        return groups.getJsonObject(0).getJsonObject("labels", new JsonObject()).getValue("__scheme__");
    }

    @Test
    void withTls_membersAreScrapedWithHttps() {
        Settings.HttpTls tls = new Settings.HttpTls(Optional.of("tls.crt"), Optional.of("tls.key"), Optional.empty());

        assertThat(scheme(new Settings.Http("127.0.0.1", 0, tls))).isEqualTo("https");
    }

    @Test
    void withoutTls_theSchemeIsForTheJobToSay() {
        assertThat(scheme(TestServer.plainHttp())).isNull();
    }
}
