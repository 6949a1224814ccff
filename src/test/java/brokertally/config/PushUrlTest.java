package brokertally.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Push URLs; the table of odd ones is in {@link HostileTest}. */
class PushUrlTest {
    @Test
    void of_hasTheParts() {
        assertThat(PushUrl.of("https://u:p%40ss@PG.example:9443/base//"))
                .isEqualTo(new PushUrl(true, "pg.example", 9443, "/base", new Secret("u:p@ss")));
        assertThat(PushUrl.of("http://[::1]")).isEqualTo(new PushUrl(false, "::1", 80, "", Secret.NONE));
    }

    @Test
    void toString_hidesUserAndPassword() {
        assertThat(PushUrl.of("http://user:canary@pg:9091").toString()).doesNotContain("canary", "user:");
    }

    /** What a name means is known only when it is used; then the same rule holds (a rebinding name). */
    @ParameterizedTest
    @CsvSource({
        "169.254.169.254, a link-local or metadata address (169.254.0.0/16)",
        "169.254.0.1, a link-local or metadata address (169.254.0.0/16)",
        "100.100.100.200, the metadata service of a cloud (100.100.100.200/32)",
        "0.0.0.0, an unspecified address (0.0.0.0/8)",
        "239.1.2.3, a multicast address (224.0.0.0/4)",
        "255.255.255.255, a reserved or broadcast address (240.0.0.0/4)",
        "fe80::1, a link-local address (fe80::/10)",
        "fd00:ec2::254, the metadata service of a cloud (fd00:ec2::/32)",
        "::, an unspecified address (::/128)",
        "ff05::2, a multicast address (ff00::/8)",
        "::ffff:169.254.169.254, a link-local or metadata address (169.254.0.0/16)",
        "64:ff9b::a9fe:a9fe, a link-local or metadata address (169.254.0.0/16)",
        "2001:db8::5efe:a9fe:a9fe, a link-local or metadata address (169.254.0.0/16)",
        "2001:db8::200:5efe:a9fe:a9fe, a link-local or metadata address (169.254.0.0/16)",
    })
    void forbidden_whereNothingMayBeSent_saysWhat(String literal, String what) throws UnknownHostException {
        InetAddress named = InetAddress.getByAddress("pushgateway.example", address(literal));

        assertThat(PushUrl.forbidden(named)).contains(what);
    }

    /** Where it stands in there is the local network's choice (RFC 8215, RFC 6052 §2.2). */
    @ParameterizedTest
    @ValueSource(strings = {"64:ff9b:1::a00:7", "64:ff9b:1:a9fe:a9:fe00::", "64:ff9b:1:7:a9:fea9:fe00:0"})
    void forbidden_localTranslators_areRefusedWhateverTheyCarry(String literal) throws UnknownHostException {
        assertThat(PushUrl.forbidden(InetAddress.getByAddress("pushgateway.example", address(literal))))
                .contains("an address of local translators, which may mean any IPv4 address (64:ff9b:1::/48)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.9.9.9",
                "::1",
                "10.0.0.7",
                "172.17.0.2",
                "192.168.1.1",
                "100.64.0.1",
                "93.184.216.34",
                "169.253.255.255",
                "169.255.0.0",
                "100.100.100.201",
                "223.255.255.255",
                "2001:db8::7",
                "fd00::1",
                "fec0::1",
                "fe7f::1",
                "fd00:ec1::254",
                "::ffff:127.0.0.1",
                "64:ff9b::a00:7",
                "64:ff9b:2::a9fe:a9fe",
                "2002:a00:7::1",
                "2001:db8::5efe:a00:7",
                "2001:db8::200:5efe:a00:7",
                "2001:db8::100:5efe:a9fe:a9fe",
                "2001:db8::5eff:a9fe:a9fe"
            })
    void forbidden_whereAPushgatewayMayBe_isEmpty(String literal) throws UnknownHostException {
        assertThat(PushUrl.forbidden(InetAddress.getByAddress("pushgateway.example", address(literal))))
                .isEmpty();
    }

    /** {@link InetAddress} itself turns a mapped address into IPv4; a resolver may not. */
    private static byte[] address(String literal) throws UnknownHostException {
        byte[] bytes = InetAddress.getByName(literal).getAddress();
        if (!literal.startsWith("::ffff:")) {
            return bytes;
        }
        byte[] mapped = new byte[16];
        Arrays.fill(mapped, 10, 12, (byte) 0xff);
        System.arraycopy(bytes, 0, mapped, 12, 4);
        return mapped;
    }

    @Provide
    Arbitrary<String> urls() {
        Arbitrary<String> authority =
                Arbitraries.strings().withChars("apg019.:@[]%-_\\ x*;").ofMaxLength(24);
        Arbitrary<String> path =
                Arbitraries.strings().withChars("/a.%0d2eA;?#\\ \u010a").ofMaxLength(16);
        return Arbitraries.of("http://", "https://", "")
                .flatMap(start -> authority.flatMap(host -> path.map(rest -> start + host + rest)));
    }

    /** Two readers may not see different hosts: what we accept, Java's parser reads the same way. */
    @Property
    void of_anyUrl_isRefusedOrReadAsOthersReadIt(@ForAll("urls") String url) {
        PushUrl read;
        try {
            read = PushUrl.of(url);
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).isNotBlank();
            return;
        }
        assertThat(read.host()).matches("[a-z0-9._-]+|[0-9a-f:.]+");
        assertThat(read.path()).matches("(/[!-~&&[^/?#\\\\]]+)*");
        String host = URI.create(url).getHost();
        if (host != null) {
            assertThat(host.replaceAll("[\\[\\]]", "").toLowerCase(java.util.Locale.ROOT))
                    .isEqualTo(read.host());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://proxy | has no port; write for example http://proxy:3128",
                "http://proxy:3128/x | has a path; remove it",
                "https://proxy:3128 | has another scheme than http; write http://host:port",
                "socks5://proxy:1080 | has another scheme than http; write http://host:port",
                "proxy:3128 | has no scheme; write http://proxy:3128",
                "http://169.254.169.254:80 | goes to a link-local or metadata address (169.254.0.0/16)",
                "http://u:******@proxy:3128 | has the mask of a secret; write user and password themselves",
            })
    void proxy_unsound_saysWhy(String proxy, String message) {
        String body = "{\"push_gateway\":{\"proxy\":\"" + proxy + "\"}}";

        assertThatThrownBy(() -> PrometheusBlock.read(body, Hostile.defaults()))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("body:1: prometheus.push_gateway.proxy: ")
                .hasMessageContaining(message);
    }
}
