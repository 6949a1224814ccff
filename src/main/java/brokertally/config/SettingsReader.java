package brokertally.config;

import java.nio.file.Path;

/**
 * Reads the configuration: defaults, below {@code cluster.hocon}, below the file, below the environment (DESIGN §6). Every
 * problem of all of them is told at once.
 */
public final class SettingsReader {
    private SettingsReader() {}

    /** The settings of a file and of the environment of this process. */
    public static Settings read(Path file) throws SettingsException {
        return read(SettingsInput.of(file, System.getenv()));
    }

    public static Settings read(SettingsInput input) throws SettingsException {
        return load(input).settings();
    }

    /** The settings and where each of them comes from. */
    public static LoadedSettings load(SettingsInput input) throws SettingsException {
        return OperatorSettings.read(input).load();
    }
}
