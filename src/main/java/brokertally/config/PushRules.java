package brokertally.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Rules about the block {@code prometheus.push_gateway}; the API asks them alone. */
record PushRules(KeyReader keys) {
    private static final int MOST_HEADERS = 64;

    void check() {
        endpoints();
        headers();
        nodeLabel();
        tls();
    }

    private void endpoints() {
        if (!keys.sound(Keys.PUSH_ENDPOINTS)) {
            return;
        }
        List<String> endpoints = keys.get(Keys.PUSH_ENDPOINTS);
        if (endpoints.isEmpty()) {
            keys.refuse("is empty; write [stats], or enable = false", Keys.PUSH_ENDPOINTS);
        } else if (new HashSet<>(endpoints).size() < endpoints.size()) {
            keys.refuse("names an endpoint twice; keep one", Keys.PUSH_ENDPOINTS);
        }
    }

    /** Names of headers know no case: of two the receiver would take either. */
    private void headers() {
        if (!keys.sound(Keys.PUSH_HEADERS)) {
            return;
        }
        Set<String> names = new TreeSet<>(keys.get(Keys.PUSH_HEADERS).keySet());
        if (names.size() > MOST_HEADERS) {
            keys.refuse(
                    "has " + names.size() + " headers; at most " + MOST_HEADERS + " are allowed", Keys.PUSH_HEADERS);
        }
        Map<String, String> seen = new HashMap<>();
        for (String name : names) {
            String other = seen.put(name.toLowerCase(Locale.ROOT), name);
            if (other != null) {
                keys.refuse(other + " and " + name + " are the same header; keep one", Keys.PUSH_HEADERS);
            }
        }
    }

    /** A label of the group replaces the label of that name in every series: of all nodes one would be left. */
    private void nodeLabel() {
        if (!keys.sound(Keys.PUSH_JOB_NAME, Keys.PUSH_MODE)) {
            return;
        }
        String mode = keys.get(Keys.PUSH_MODE);
        if (!mode.equals("node") && JobName.of(keys.get(Keys.PUSH_JOB_NAME)).hasLabel("node")) {
            keys.refuse(
                    "has the label node, which would replace the node label of the series of mode = " + mode
                            + "; write another label",
                    Keys.PUSH_JOB_NAME,
                    Keys.PUSH_MODE);
        }
    }

    private void tls() {
        Pairs pairs = new Pairs(keys);
        pairs.both(Keys.PUSH_KEY, Keys.PUSH_CERT);
        if (!keys.sound(Keys.PUSH_URL) || PushUrl.of(keys.get(Keys.PUSH_URL)).tls()) {
            return;
        }
        for (Key<?> file : List.of(Keys.PUSH_CA, Keys.PUSH_CERT, Keys.PUSH_KEY)) {
            if (keys.sound(file) && pairs.isGiven(file)) {
                keys.refuse(
                        "has no meaning with the http URL of " + Keys.PUSH_URL.path()
                                + "; write an https URL, or remove it",
                        file,
                        Keys.PUSH_URL);
            }
        }
    }
}
