package brokertally.http;

import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One path with what can be done there. */
final class PathItem {
    private final String path;
    private final String[] parts;
    private final Map<HttpMethod, Operation> operations = new LinkedHashMap<>();

    PathItem(String path, List<Operation> operations) {
        this.path = path;
        this.parts = path.split("/", -1);
        for (Operation operation : operations) {
            if (this.operations.put(operation.method(), operation) != null) {
                throw new IllegalArgumentException("twice: " + operation.method() + " " + path);
            }
        }
    }

    /** As declared. */
    String path() {
        return path;
    }

    /** What this method does here; {@code HEAD} is a {@code GET} without its body. */
    Optional<Operation> operation(HttpMethod method) {
        return Optional.ofNullable(operations.get(method.equals(HttpMethod.HEAD) ? HttpMethod.GET : method));
    }

    /** True when something here is {@link Operation#isPrivate}. */
    boolean isPrivate() {
        return operations.values().stream().anyMatch(Operation::isPrivate);
    }

    /** The value of the header {@code Allow}. */
    String allow() {
        List<String> methods = new ArrayList<>();
        operations.keySet().forEach(method -> {
            methods.add(method.name());
            if (method.equals(HttpMethod.GET)) {
                methods.add(HttpMethod.HEAD.name());
            }
        });
        return String.join(", ", methods);
    }

    /** True when the path of a request leads here. */
    boolean matches(String requested) {
        String[] asked = requested.split("/", -1);
        if (asked.length != parts.length) {
            return false;
        }
        for (int i = 0; i < parts.length; i++) {
            boolean any = parts[i].startsWith(":") && !asked[i].isEmpty();
            if (!any && !parts[i].equals(asked[i])) {
                return false;
            }
        }
        return true;
    }
}
