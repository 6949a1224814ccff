package brokertally.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** The block {@code prometheus} as the API gets, answers and stores it (emqx-contract §2.1). */
public final class PrometheusBlock {
    private static final String ROOT = "prometheus";
    private static final String BODY = "body";

    private PrometheusBlock() {}

    /**
     * The block in the JSON body of a PUT, in either EMQX shape. It replaces the whole: what is absent returns to its default.
     * A masked header value, or a URL whose user is masked, keeps what {@code stored} has. No text at all is an empty block, as
     * EMQX takes it.
     */
    public static Settings.Prometheus read(String json, Settings.Prometheus stored) throws SettingsException {
        return body(json, stored, Set.of()).block();
    }

    /**
     * The body of a PUT.
     *
     * @param sent what stands in it, masks as they were sent
     * @param whole the same with what the masks stand for, and with fixed keys that are absent as they are in force
     */
    private record Body(Settings.Prometheus block, Config sent, Config whole) {
        boolean has(String path) {
            return sent.hasPathOrNull(path);
        }

        /** A mask was sent: it keeps what is stored. */
        boolean isMasked(String path) {
            return !sent.getValue(path).unwrapped().equals(whole.getValue(path).unwrapped());
        }
    }

    /** As above; of the fixed keys those that are absent stay as they are. */
    private static Body body(String json, Settings.Prometheus stored, Set<String> fixed) throws SettingsException {
        Problems problems = new Problems();
        Config body = Hocon.json(json.isBlank() ? "{}" : json, BODY, problems);
        problems.throwIfAny();
        if (body.root().get(ROOT) instanceof ConfigObject inner) {
            problems.add(new Given(ROOT, inner), "is the block itself; send what stands inside prometheus");
            problems.throwIfAny();
        }
        Layer layer = EmqxShape.layer(From.CLUSTER, body.atPath(ROOT), problems);
        if (!layer.has(Keys.PUSH_ENABLE.path())) {
            layer = EmqxShape.implyEnable(layer);
        }
        Config whole = unmasked(layer.config(), stored.pushGateway());
        Config present = config(stored);
        for (String path : fixed) {
            if (!whole.hasPathOrNull(path) && present.hasPath(path)) {
                whole = whole.withValue(path, present.getValue(path));
            }
        }
        Layers layers = Layers.of(List.of(new Layer(layer.from(), whole, layer.writtenAs())), Reference.load());
        KnownKeys.check(layers, problems);
        KeyReader keys = new KeyReader(layers, problems);
        Settings.Prometheus block = new Sections(keys).prometheus();
        new PushRules(keys).check();
        problems.throwIfAny();
        return new Body(block, layer.config(), whole);
    }

    /**
     * What a PUT changes.
     *
     * @param refused the keys, each with its place, that file or environment fix at another value
     * @param text what is to be stored. A key that is fixed here is in it as it was sent, so that what is answered holds on
     *     the other sidecars too; if it was not sent, or as a mask, and is not fixed at its default, as it was stored before
     */
    public record Change(List<String> refused, String text) {
        public Change {
            refused = List.copyOf(refused);
        }
    }

    /**
     * Reads the JSON body of a PUT.
     *
     * @param now the settings in force
     * @param shared the block as it is stored; empty = not yet
     */
    public static Change change(String json, LoadedSettings now, Optional<String> shared) throws SettingsException {
        Settings.Prometheus stored = now.settings().prometheus();
        Set<String> fixed = new TreeSet<>(now.fixed());
        fixed.removeIf(path -> !path.startsWith(ROOT + "."));
        Body body = body(json, stored, fixed);
        Settings.Prometheus block = body.block();
        List<String> refused = changes(stored, block).stream()
                .filter(fixed::contains)
                .map(path -> path + " (" + now.place(path) + ")")
                .toList();
        Config before = EmqxShape.layer(
                        From.CLUSTER, Hocon.foreign(shared.orElse(""), BODY, new Problems()), new Problems())
                .config();
        Set<String> notDefault = changes(body("{}", stored, Set.of()).block(), block);
        Config text = config(block);
        for (String path : fixed) {
            if (body.has(path) ? !body.isMasked(path) : !notDefault.contains(path)) {
                continue;
            }
            text = before.hasPath(path) ? text.withValue(path, before.getValue(path)) : text.withoutPath(path);
        }
        return new Change(refused, render(text));
    }

    private static Config unmasked(Config config, Settings.PushGateway stored) {
        Config result = unmasked(config, Keys.PUSH_URL, stored.url());
        result = unmasked(result, Keys.PUSH_PROXY, stored.transport().proxy().orElse(""));
        if (at(config, Keys.PUSH_HEADERS) instanceof ConfigObject headers) {
            ConfigObject kept = headers;
            for (Map.Entry<String, Secret> header : stored.headers().entrySet()) {
                if (is(headers.get(header.getKey()), Secret.MASK)) {
                    String text = header.getValue().reveal();
                    kept = kept.withValue(header.getKey(), ConfigValueFactory.fromAnyRef(text, BODY));
                }
            }
            result = result.withValue(Keys.PUSH_HEADERS.path(), kept);
        }
        return result;
    }

    /** A URL whose user is masked. */
    private static Config unmasked(Config config, Key<?> key, String stored) {
        String masked = Urls.mask(stored);
        boolean sent = !masked.equals(stored) && is(at(config, key), masked);
        return sent ? config.withValue(key.path(), ConfigValueFactory.fromAnyRef(stored, BODY)) : config;
    }

    private static Object at(Config config, Key<?> key) {
        return config.hasPath(key.path()) ? config.getValue(key.path()) : "";
    }

    private static boolean is(Object value, String text) {
        return value instanceof ConfigValue given && Objects.equals(given.unwrapped(), text);
    }

    /** What the API answers: JSON in EMQX's new shape, all collectors, secrets masked. */
    public static String toJson(Settings.Prometheus block) {
        Map<String, Object> tree = tree(block, Secret::toString);
        tree.put("collectors", allCollectors(block));
        @SuppressWarnings("unchecked")
        Map<String, Object> push = (Map<String, Object>) tree.get("push_gateway");
        push.put("url", Urls.mask(block.pushGateway().url()));
        push.put("proxy", Urls.mask(block.pushGateway().transport().proxy().orElse("")));
        return ConfigValueFactory.fromMap(tree).render(ConfigRenderOptions.concise());
    }

    /** What {@code cluster.hocon} keeps: the same with its secrets. */
    public static String toHocon(Settings.Prometheus block) {
        return render(config(block));
    }

    private static Config config(Settings.Prometheus block) {
        return ConfigValueFactory.fromMap(tree(block, Secret::reveal)).atPath(ROOT);
    }

    private static String render(Config config) {
        return config.root()
                .render(ConfigRenderOptions.defaults()
                        .setOriginComments(false)
                        .setComments(false)
                        .setJson(false));
    }

    /** The keys, as in {@link LoadedSettings#fixed}, whose values differ. */
    public static Set<String> changes(Settings.Prometheus before, Settings.Prometheus after) {
        Map<String, Object> old = values(before);
        Set<String> changed = new TreeSet<>();
        values(after).forEach((path, value) -> {
            if (!value.equals(old.get(path))) {
                changed.add(path);
            }
        });
        return changed;
    }

    private static Map<String, Object> values(Settings.Prometheus block) {
        Config config = config(block);
        Map<String, Object> values = new TreeMap<>();
        values.put(Keys.PUSH_COLLECTORS.path(), allCollectors(block));
        for (Key<?> key : Keys.ALL) {
            if (config.hasPath(key.path())) {
                values.putIfAbsent(key.path(), config.getValue(key.path()).unwrapped());
            }
        }
        return values;
    }

    private static Map<String, Object> tree(Settings.Prometheus block, Function<Secret, String> secret) {
        Settings.PushGateway gateway = block.pushGateway();
        Map<String, Object> headers = new TreeMap<>();
        gateway.headers().forEach((name, value) -> headers.put(name, secret.apply(value)));
        Map<String, Object> collectors = new TreeMap<>();
        block.collectors().forEach((name, on) -> collectors.put(name, word(on)));
        Map<String, Object> push = new LinkedHashMap<>();
        push.put("enable", gateway.enable());
        push.put("url", gateway.url());
        push.put("interval", text(gateway.interval()));
        push.put("method", gateway.method());
        push.put("job_name", gateway.jobName());
        push.put("headers", headers);
        push.put("mode", gateway.mode());
        push.put("endpoints", gateway.endpoints());
        push.put("delete_on_shutdown", gateway.life().deleteOnShutdown());
        push.put("stale_group_after", text(gateway.life().staleGroupAfter()));
        push.put("gzip", gateway.transport().gzip());
        push.put("proxy", gateway.transport().proxy().orElse(""));
        push.put("tls", tls(gateway.transport().tls()));
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("enable_basic_auth", block.enableBasicAuth());
        tree.put("push_gateway", push);
        tree.put("collectors", collectors);
        return tree;
    }

    private static Map<String, Object> tls(Settings.PushTls files) {
        return Map.of(
                "ca_file", files.caFile().orElse(""),
                "cert_file", files.certFile().orElse(""),
                "key_file", files.keyFile().orElse(""));
    }

    /** A collector that is not named is off. */
    private static Map<String, Object> allCollectors(Settings.Prometheus block) {
        Map<String, Object> collectors = new TreeMap<>();
        for (String name : Keys.COLLECTORS) {
            collectors.put(name, word(block.collectors().getOrDefault(name, false)));
        }
        return collectors;
    }

    private static String word(boolean on) {
        return on ? "enabled" : "disabled";
    }

    private static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
