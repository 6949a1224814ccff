package brokertally.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HOCON text to values; what cannot be read is a problem and reads as empty, so that the rest is still checked. */
final class Hocon {
    /** A part of the parser's message → what to say instead; the first that occurs. */
    private static final Map<String, String> REASONS = reasons();

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{[^}]*}");

    private Hocon() {}

    static Config file(Path file, Map<String, String> environment, Problems problems) {
        ConfigOrigin origin = ConfigOriginFactory.newFile(file.toString());
        if (Files.isDirectory(file) || !Files.isReadable(file)) {
            String what = Files.exists(file) ? "is not a file that can be read" : "there is no such file";
            problems.add(origin, "", what);
            return ConfigFactory.empty();
        }
        // A path without a directory has no parent for the parser, which would then skip an include beside it in
        // silence.
        Path absolute = file.toAbsolutePath();
        return guarded(
                () -> {
                    shallow(written(absolute));
                    return resolved(
                            ConfigFactory.parseFile(absolute.toFile(), options(origin.description())), environment);
                },
                new Source("HOCON", origin),
                problems);
    }

    /** The text of a file; what is no UTF-8 in it is replaced, as the parser does. */
    static String written(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ConfigException.IO(ConfigOriginFactory.newFile(file.toString()), "unreadable", e);
        }
    }

    /**
     * HOCON text that others than the operator wrote: it may neither include anything nor refer to a variable. {@code origin}
     * says where it comes from.
     */
    static Config foreign(String text, String origin, Problems problems) {
        ConfigParseOptions options = options(origin).setIncluder(new NoIncludes());
        Source source = new Source("HOCON", ConfigOriginFactory.newSimple(origin));
        Config config = guarded(() -> ConfigFactory.parseString(shallow(text), options), source, problems);
        if (config.isResolved()) {
            return config;
        }
        problems.add(source.origin(), "", "has a substitution ${...} or +=, which only the operator's file may have");
        return ConfigFactory.empty();
    }

    private static String shallow(String text) {
        if (Nesting.isTooDeep(text)) {
            throw new TooDeep();
        }
        return text;
    }

    /** Nested deeper than is parsed. */
    private static final class TooDeep extends ConfigException {
        private static final long serialVersionUID = 1L;

        private TooDeep() {
            super("nested");
        }
    }

    /** HOCON text; {@code origin} says where it comes from. */
    static Config text(String text, String origin, Map<String, String> environment, Problems problems) {
        return guarded(
                () -> resolved(ConfigFactory.parseString(shallow(text), options(origin)), environment),
                new Source("HOCON", ConfigOriginFactory.newSimple(origin)),
                problems);
    }

    /** A JSON object; {@code origin} says where it comes from. */
    static Config json(String text, String origin, Problems problems) {
        ConfigParseOptions options = options(origin).setSyntax(ConfigSyntax.JSON);
        return guarded(
                () -> ConfigFactory.parseString(shallow(text), options),
                new Source("JSON", ConfigOriginFactory.newSimple(origin)),
                problems);
    }

    private static ConfigParseOptions options(String origin) {
        return ConfigParseOptions.defaults()
                .setSyntax(ConfigSyntax.CONF)
                .setAllowMissing(false)
                .setOriginDescription(origin);
    }

    private static Config resolved(Config config, Map<String, String> environment) {
        return config.resolve(ConfigResolveOptions.noSystem().appendResolver(new Variables(environment)));
    }

    /** In which language it is written, and where it is from when the parser does not say the line. */
    private record Source(String language, ConfigOrigin origin) {}

    private static Config guarded(Supplier<Config> read, Source source, Problems problems) {
        try {
            return read.get();
        } catch (ConfigException e) {
            problems.add(e.origin() == null ? source.origin() : e.origin(), "", reason(e, source.language()));
            return ConfigFactory.empty();
        } catch (StackOverflowError e) { // an included file, or a form that Nesting does not know
            problems.add(source.origin(), "", reason(new TooDeep(), source.language()));
            return ConfigFactory.empty();
        }
    }

    /** In our own words: the parser's message quotes the file, and what it quotes may be a secret. */
    private static String reason(ConfigException e, String language) {
        String message = e.getMessage() == null ? "" : e.getMessage();
        if (e instanceof ConfigException.UnresolvedSubstitution) {
            Matcher variable = VARIABLE.matcher(message);
            String name = variable.find() ? variable.group() : "a substitution";
            if (Template.VARIABLES.contains(name)) {
                return name
                        + " stands outside quotes, where it is a substitution; write the whole of job_name in double"
                        + " quotes: job_name = \"${name}/instance/${host}\"";
            }
            return name + " is set neither here nor in the environment; write ${?NAME} if it may be absent";
        }
        if (e instanceof TooDeep) {
            return "is nested deeper than " + Nesting.MOST + " levels";
        }
        if (e instanceof NoIncludes.Refused) {
            return "has an include, which only the operator's file may have";
        }
        if (e instanceof ConfigException.IO) {
            return "cannot be read, or includes a file that cannot";
        }
        return "is not valid " + language + ": "
                + reason(message).replace("= or {", language.equals("JSON") ? ":" : "= or {");
    }

    private static String reason(String message) {
        return REASONS.entrySet().stream()
                .filter(reason -> message.contains(reason.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("a key or a value cannot be read here; write text in double quotes");
    }

    private static Map<String, String> reasons() {
        Map<String, String> reasons = new LinkedHashMap<>();
        reasons.put("unescaped newline", "a quote is opened and not closed on its line");
        reasons.put("quote was still open", "a quote is opened and not closed");
        reasons.put("${ was not closed", "a ${ is not closed by }");
        reasons.put("end of file", "the file ends inside a block, a list or a setting; look for a missing } or ]");
        reasons.put("trailing tokens", "a closing brace too many");
        reasons.put("unbalanced close brace", "a closing brace too many");
        reasons.put("List should have", "a list is not closed, or a comma is missing in it");
        reasons.put("may not be followed by token", "a key is not followed by = or {");
        reasons.put(
                "Reserved character", "a reserved character stands outside quotes; write the text in double quotes");
        reasons.put("Cannot concatenate", "text stands beside a block or a list; put each on its own line");
        return Collections.unmodifiableMap(reasons);
    }

    /** {@code ${NAME}} in a file: the environment that was given, not that of the process. */
    private record Variables(Map<String, String> environment) implements ConfigResolver {
        @Override
        public ConfigValue lookup(String name) {
            String text = environment.get(name);
            return text == null ? null : ConfigValueFactory.fromAnyRef(text, name);
        }

        @Override
        public ConfigResolver withFallback(ConfigResolver fallback) {
            return this;
        }
    }
}
