package brokertally.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Checks JSON against the part of OpenAPI 3.0's schemas that our document uses for answers; other keywords are refused. */
final class SchemaCheck {
    private static final Set<String> KEYWORDS = Set.of(
            "$ref",
            "type",
            "required",
            "properties",
            "additionalProperties",
            "items",
            "enum",
            "nullable",
            "format",
            "description",
            "example",
            "default");

    private final JsonObject document;
    private final List<String> problems = new ArrayList<>();

    private SchemaCheck(JsonObject document) {
        this.document = document;
    }

    /** What of the value is not as the schema says; each with its place. */
    static List<String> problems(JsonObject document, JsonObject schema, Object value) {
        SchemaCheck check = new SchemaCheck(document);
        check.check("$", check.resolved(schema), value);
        return check.problems;
    }

    private JsonObject resolved(JsonObject schema) {
        String reference = schema.getString("$ref");
        return reference == null
                ? schema
                : document.getJsonObject("components")
                        .getJsonObject("schemas")
                        .getJsonObject(reference.substring("#/components/schemas/".length()));
    }

    private void check(String at, JsonObject schema, Object value) {
        Set<String> unknown = new TreeSet<>(schema.fieldNames());
        unknown.removeAll(KEYWORDS);
        if (!unknown.isEmpty()) {
            problems.add(at + ": the checker does not know " + unknown);
        }
        if (value == null) {
            if (!schema.getBoolean("nullable", false)) {
                problems.add(at + ": null");
            }
        } else if (!isOfType(schema.getString("type"), value)) {
            problems.add(at + ": " + value + " is no " + schema.getString("type"));
        } else if (schema.containsKey("enum") && !schema.getJsonArray("enum").contains(value)) {
            problems.add(at + ": " + value + " is none of " + schema.getJsonArray("enum"));
        } else if (value instanceof JsonObject object) {
            object(at, schema, object);
        } else if (value instanceof JsonArray array) {
            array.forEach(item -> check(at + "[]", resolved(schema.getJsonObject("items")), item));
        }
    }

    private static boolean isOfType(String type, Object value) {
        return switch (String.valueOf(type)) {
            case "object" -> value instanceof JsonObject;
            case "array" -> value instanceof JsonArray;
            case "string" -> value instanceof String;
            case "boolean" -> value instanceof Boolean;
            case "integer" -> value instanceof Integer || value instanceof Long;
            case "number" -> value instanceof Number;
            default -> false;
        };
    }

    private void object(String at, JsonObject schema, JsonObject object) {
        schema.getJsonArray("required", new JsonArray()).stream()
                .filter(name -> !object.containsKey((String) name))
                .forEach(name -> problems.add(at + ": " + name + " is missing"));
        JsonObject properties = schema.getJsonObject("properties", new JsonObject());
        Object others = schema.getValue("additionalProperties", true);
        for (String name : object.fieldNames()) {
            if (properties.containsKey(name)) {
                check(at + "." + name, resolved(properties.getJsonObject(name)), object.getValue(name));
            } else if (others instanceof JsonObject other) {
                check(at + "." + name, resolved(other), object.getValue(name));
            } else if (Boolean.FALSE.equals(others)) {
                problems.add(at + ": " + name + " is not documented");
            }
        }
    }
}
