package brokertally.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where the configuration comes from.
 *
 * @param file the operator's file; empty = defaults and environment only
 * @param clusterHocon what the API changed; empty = {@code cluster.hocon} in {@code data_dir}. Either counts only if it exists
 * @param environment the process environment: variables {@code BROKERTALLY_…} and {@code EMQX_PROMETHEUS__…}, and what
 *     {@code ${NAME}} in the file refers to
 */
public record SettingsInput(Optional<Path> file, Optional<Path> clusterHocon, Map<String, String> environment) {
    public SettingsInput {
        environment = Map.copyOf(environment);
    }

    /** A file, the data directory that it names, and an environment. */
    public static SettingsInput of(Path file, Map<String, String> environment) {
        return new SettingsInput(Optional.of(file), Optional.empty(), environment);
    }
}
