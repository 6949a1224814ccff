package brokertally.http;

import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The operations by path. */
final class Paths {
    /** Stands for every path that is not ours, so that nobody can make series by asking. */
    static final String OTHER = "other";

    private final Map<String, PathItem> exact = new LinkedHashMap<>();
    private final List<PathItem> patterns = new ArrayList<>();

    /** Throws when two operations have the same path and method. */
    Paths(List<Operation> operations) {
        Map<String, List<Operation>> byPath = new LinkedHashMap<>();
        operations.forEach(operation -> byPath.computeIfAbsent(operation.path(), path -> new ArrayList<>())
                .add(operation));
        byPath.forEach((path, here) -> {
            PathItem item = new PathItem(path, here);
            exact.put(path, item);
            if (path.contains("/:")) {
                patterns.add(item);
            }
        });
    }

    List<PathItem> items() {
        return List.copyOf(exact.values());
    }

    /** What a request's path leads to: the path as it was declared, or {@link #OTHER}. */
    String declared(String path) {
        return find(path).map(PathItem::path).orElse(OTHER);
    }

    /** True when there is an operation that may be sent a body. */
    boolean takeBody(HttpMethod method, String path) {
        return find(path)
                .flatMap(item -> item.operation(method))
                .filter(Operation::takesBody)
                .isPresent();
    }

    private Optional<PathItem> find(String path) {
        if (path == null) {
            return Optional.empty();
        }
        PathItem item = exact.get(path);
        if (item != null) {
            return Optional.of(item);
        }
        return patterns.stream().filter(pattern -> pattern.matches(path)).findFirst();
    }
}
