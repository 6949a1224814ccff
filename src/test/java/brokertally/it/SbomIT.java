package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The list of what the product is made of ({@code mvn -Psbom package}) names exactly the libraries that are delivered. */
class SbomIT {
    private static final Path SBOM = Path.of("target/brokertally-sbom.json");

    @Test
    void threatT30_sbom_namesExactlyTheDeliveredLibraries() throws Exception {
        if (!Files.exists(SBOM) && !"true".equals(System.getenv("CI"))) {
            System.out.println("SKIPPED: no SBOM; build with -Psbom");
            Assumptions.abort("no SBOM; build with -Psbom");
        }
        String text = Files.readString(SBOM);
        JsonObject sbom = new JsonObject(text);
        List<JsonObject> components = sbom.getJsonArray("components").stream()
                .map(JsonObject.class::cast)
                .toList();

        try (Stream<Path> delivered = Files.list(Path.of("target/lib"))) {
            Set<String> jars =
                    delivered.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
            assertThat(components)
                    .map(one -> one.getString("name") + "-" + one.getString("version") + ".jar")
                    .containsExactlyInAnyOrderElementsOf(jars)
                    .anyMatch(name -> name.startsWith("vertx-core-"))
                    .anyMatch(name -> name.startsWith("netty-handler-"))
                    .anyMatch(name -> name.startsWith("hazelcast-"));
        }
        assertThat(sbom.getString("bomFormat")).isEqualTo("CycloneDX");
        assertThat(sbom.getJsonObject("metadata").getString("timestamp"))
                .as("the same sources, the same file")
                .isNull();
        assertThat(sbom.getString("serialNumber")).isNull();
        assertThat(text).doesNotContain(Path.of("").toAbsolutePath().toString());
    }
}
