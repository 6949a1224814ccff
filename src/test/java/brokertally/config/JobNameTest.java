package brokertally.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brokertally.config.JobName.Names;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Path of a push (Pushgateway README, "URL"; traps 34). */
class JobNameTest {
    private static final String DEFAULT = "${name}/instance/${name}~${host}";
    private static final Pattern SEGMENTS =
            Pattern.compile("job(@base64)?/[^/]+(/[A-Za-z_][A-Za-z0-9_]*(@base64)?/[^/]+)*");
    private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9._~:@!$&()*+,;=%/-]|%(?![0-9A-F]{2})");

    @Test
    void trap34_documentedDefault_staysAPathOfLabels() {
        assertThat(JobName.of(DEFAULT).path(Names.of("emqx@127.0.0.1", "emqxcl")))
                .isEqualTo("job/emqx/instance/emqx~127.0.0.1");
    }

    @Test
    void trap34_slashEmptyAndNonAscii_areEncoded() {
        JobName name = JobName.of("${cluster_name}/path@base64/=/instance/${name}/zone/${host}");

        assertThat(name.path(Names.of("/var/tmp@zürich", ".")))
                .isEqualTo("job@base64/Lg/path@base64/=/instance@base64/L3Zhci90bXA/zone/z%C3%BCrich");
    }

    @Test
    void singleQuote_isEncoded_becauseThePathStandsInCommandLines() {
        assertThat(JobName.of("${name}").path(Names.of("a'b@h", "c"))).isEqualTo("job/a%27b");
    }

    @Test
    void ofCluster_doesNotDependOnTheNode() {
        assertThat(JobName.of(DEFAULT).path(Names.ofCluster("emqxcl"))).isEqualTo("job/emqxcl/instance/emqxcl~cluster");
    }

    @ParameterizedTest
    @CsvSource({
        "emqx@127.0.0.1, emqx, 127.0.0.1",
        "a@b@c, a@b, c",
        "mosquitto, mosquitto, mosquitto",
        "emqx@, emqx@, emqx@",
        "@host, @host, @host"
    })
    void names_areLeftAndRightOfTheAt(String node, String name, String host) {
        assertThat(Names.of(node, "c")).isEqualTo(new Names(name, host, "c"));
    }

    @Test
    void names_empty_areRefused() {
        assertThatThrownBy(() -> Names.of("", "c")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"j/node/${name}", "j/x/y/node/z", "j/node@base64/YQ"})
    void hasLabel_findsItInNamesOfLabels(String template) {
        assertThat(JobName.of(template).hasLabel("node")).isTrue();
    }

    @Test
    void hasLabel_doesNotLookAtValues() {
        assertThat(JobName.of("node/instance/node").hasLabel("node")).isFalse();
    }

    /** Whatever a broker calls itself: one well-formed path, and the Pushgateway reads the same names from it. */
    @Property
    void path_ofAnyNames_isWellFormedAndReadBack(@ForAll @NotEmpty String name, @ForAll @NotEmpty String host) {
        Assume.that(isText(name) && isText(host));

        String path =
                JobName.of("${name}/instance/${name}~${host}/host/${host}").path(new Names(name, host, "c"));

        assertThat(path).matches(SEGMENTS).doesNotContainPattern(UNSAFE);
        String[] segments = path.split("/", -1);
        assertThat(segments).hasSize(6);
        assertThat(value(segments, 0)).isEqualTo(name);
        assertThat(value(segments, 2)).isEqualTo(name + "~" + host);
        assertThat(value(segments, 4)).isEqualTo(host);
    }

    @Property
    void of_anyText_isRefusedWithAReasonOrGivesAWellFormedPath(@ForAll String text) {
        try {
            assertThat(JobName.of(text).path(Names.of("emqx@127.0.0.1", "c")))
                    .matches(SEGMENTS)
                    .doesNotContainPattern(UNSAFE);
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    private static boolean isText(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    /** As the Pushgateway reads it. */
    private static String value(String[] segments, int at) {
        return segments[at].endsWith("@base64")
                ? new String(Base64.getUrlDecoder().decode(segments[at + 1]), StandardCharsets.UTF_8)
                : URLDecoder.decode(segments[at + 1].replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
