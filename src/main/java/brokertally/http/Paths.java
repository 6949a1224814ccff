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

    /** Whether anything is here. What is not, the router is never asked for: it would take more spellings of a path for ours. */
    boolean isKnown(String path) {
        return find(path).isPresent();
    }

    /** As EMQX does, one slash behind a path is taken as if it were not there. */
    private Optional<PathItem> find(String requested) {
        if (requested == null) {
            return Optional.empty();
        }
        boolean slash = requested.length() > 1 && requested.endsWith("/");
        String path = slash ? requested.substring(0, requested.length() - 1) : requested;
        PathItem item = exact.get(path);
        if (item != null) {
            return Optional.of(item);
        }
        return patterns.stream().filter(pattern -> pattern.matches(path)).findFirst();
    }
}
