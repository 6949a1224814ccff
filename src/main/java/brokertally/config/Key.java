package brokertally.config;

import java.util.Arrays;
import java.util.List;

/** One setting: where it stands, e.g. {@code http.port}, and what it may hold. */
record Key<T>(String path, Kind<T> kind) {
    /** The names of the path, the outer block first. */
    List<String> names() {
        return Arrays.asList(path.split("\\.", -1));
    }
}
