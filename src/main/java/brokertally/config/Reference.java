package brokertally.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The defaults with their comments: {@code brokertally/reference.conf}, which no other library's defaults are mixed with. */
record Reference(Config config) {
    /** How the origin of a default is named. */
    static final String ORIGIN = "default";

    private static final String RANGE = "Range:";

    static Reference load() {
        InputStream stream = Reference.class.getResourceAsStream("/brokertally/reference.conf");
        if (stream == null) {
            throw new IllegalStateException("brokertally/reference.conf is not on the class path");
        }
        try (InputStreamReader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
            ConfigParseOptions options = ConfigParseOptions.defaults().setOriginDescription(ORIGIN);
            return new Reference(ConfigFactory.parseReader(reader, options));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ConfigValue value(Key<?> key) {
        return config.getValue(key.path());
    }

    /** The default as a Java value. */
    <T> T of(Key<T> key) {
        Problems problems = new Problems();
        return key.kind()
                .read(new Given(key.path(), value(key)), problems)
                .orElseThrow(() -> new IllegalStateException("reference.conf: " + problems.sorted()));
    }

    /** What the key means, as one paragraph. */
    String meaning(Key<?> key) {
        return String.join(
                " ",
                comments(key).stream().filter(line -> !line.startsWith(RANGE)).toList());
    }

    /** What the comment says is allowed; empty if it says nothing. */
    String range(Key<?> key) {
        return comments(key).stream()
                .filter(line -> line.startsWith(RANGE))
                .map(line -> line.substring(RANGE.length()).trim())
                .findFirst()
                .orElse("");
    }

    private List<String> comments(Key<?> key) {
        return value(key).origin().comments().stream().map(String::trim).toList();
    }
}
