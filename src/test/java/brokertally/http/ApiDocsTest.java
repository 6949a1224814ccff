package brokertally.http;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.model.Endpoint;
import brokertally.tally.Mode;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The OpenAPI document says what the operations are, and nothing else. */
class ApiDocsTest {
    private static TestServer server;
    private static JsonObject document;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        document = new JsonObject(server.get("/api-docs").body());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void eachOperation(BiConsumer<String, JsonObject> check) {
        document.getJsonObject("paths").forEach(path -> ((JsonObject) path.getValue())
                .forEach(operation ->
                        check.accept(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(), (JsonObject)
                                operation.getValue())));
    }

    private static String documentedPath(String path) {
        return path.replaceAll("/:([a-z]+)", "/{$1}");
    }

    /** With its access, in the words of the document. */
    private static Set<String> real() {
        Set<String> real = new TreeSet<>();
        for (Operation operation : server.operations()) {
            real.add(operation.method() + " " + documentedPath(operation.path()) + " "
                    + operation.access().name().toLowerCase(Locale.ROOT));
        }
        return real;
    }

    @Test
    void everyOperationIsDocumented_withItsAccess_andNothingElseIs() {
        Set<String> documented = new TreeSet<>();
        eachOperation((name, operation) -> documented.add(name + " " + operation.getString("x-access")));

        assertThat(documented).isEqualTo(real());
    }

    @Test
    void everyPartIsDescribed() {
        Set<String> ids = new TreeSet<>();
        eachOperation((name, operation) -> {
            assertThat(operation.getString("summary")).as(name).isNotBlank();
            assertThat(operation.getString("description")).as(name).isNotBlank();
            assertThat(ids.add(operation.getString("operationId"))).as(name).isTrue();
            assertThat(operation.getJsonArray("tags")).as(name).hasSize(1);
            each(operation.getJsonArray("parameters", new JsonArray()), parameter -> assertThat(
                            resolved(parameter).getString("description"))
                    .as(name)
                    .isNotBlank());
            operation.getJsonObject("responses").forEach(response -> assertThat(
                            resolved((JsonObject) response.getValue()).getString("description"))
                    .as(name + " " + response.getKey())
                    .isNotBlank());
        });
    }

    @Test
    void errorsAndSecurityFollowFromTheAccess() {
        Map<String, String> security = new TreeMap<>(Map.of(
                "open", "[]",
                "scrape", "[{},{\"basic\":[]}]",
                "viewer", "[{\"basic\":[]}]",
                "administrator", "[{\"basic\":[]}]"));
        eachOperation((name, operation) -> {
            String access = operation.getString("x-access");
            Set<String> answers = operation.getJsonObject("responses").fieldNames();
            assertThat(operation.getJsonArray("security").encode()).as(name).isEqualTo(security.get(access));
            assertThat(answers.containsAll(Set.of("400", "401", "429")))
                    .as(name)
                    .isEqualTo(!access.equals("open"));
            assertThat(answers.contains("403")).as(name).isEqualTo(access.equals("administrator"));
            assertThat(answers.containsAll(Set.of("400", "408", "413", "415")))
                    .as(name)
                    .isEqualTo(operation.containsKey("requestBody"));
            HttpMethod method = HttpMethod.valueOf(name.split(" ", 2)[0]);
            assertThat(method.equals(HttpMethod.PUT)
                            || !operation.containsKey("requestBody")
                            || method.equals(HttpMethod.POST))
                    .as(name)
                    .isTrue();
        });
    }

    @Test
    void referencesLeadSomewhere_andEveryPartIsUsed() {
        String text = document.encode();
        Set<String> used = new TreeSet<>();
        Pattern.compile("\"\\$ref\":\"#/components/([^\"]+)\"")
                .matcher(text)
                .results()
                .forEach(match -> used.add(match.group(1)));
        Set<String> there = new TreeSet<>();
        for (String kind : List.of("parameters", "responses", "schemas")) {
            document.getJsonObject("components")
                    .getJsonObject(kind)
                    .fieldNames()
                    .forEach(name -> there.add(kind + "/" + name));
        }

        assertThat(used).isEqualTo(there);
    }

    @Test
    void valuesAreThoseOfTheProgram() {
        JsonObject parameters = document.getJsonObject("components").getJsonObject("parameters");

        assertThat(parameters.getJsonObject("mode").getJsonObject("schema").getJsonArray("enum"))
                .containsExactlyElementsOf(
                        Arrays.stream(Mode.values()).map(Mode::text).toList());
        assertThat(document.getJsonObject("paths").fieldNames())
                .containsAll(Arrays.stream(Endpoint.values())
                        .map(endpoint -> "/api/v5/prometheus/" + endpoint.path())
                        .toList());
        assertThat(document.getString("openapi")).startsWith("3.0.");
        assertThat(document.getJsonObject("info").getString("version")).isEqualTo("1.2.3");
    }

    private static void each(JsonArray array, java.util.function.Consumer<JsonObject> check) {
        array.forEach(value -> check.accept((JsonObject) value));
    }

    private static JsonObject resolved(JsonObject object) {
        String reference = object.getString("$ref");
        if (reference == null) {
            return object;
        }
        String[] parts = reference.split("/");
        return document.getJsonObject(parts[1]).getJsonObject(parts[2]).getJsonObject(parts[3]);
    }
}
