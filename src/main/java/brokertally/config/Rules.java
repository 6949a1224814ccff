package brokertally.config;

import brokertally.catalog.AggregationClass;
import brokertally.catalog.OperatorRule;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** One element of {@code aggregation.rules}. */
record Rules() implements Kind<OperatorRule> {
    private static final List<String> PARTS = List.of("match", "class");
    private static final List<String> CLASSES =
            Arrays.stream(AggregationClass.values()).map(AggregationClass::text).toList();

    private static final Kind<String> MATCH = new Texts("regular expression", Rules::regexComplaint);
    private static final Kind<String> CLASS = new Words(CLASSES);

    @Override
    public Optional<OperatorRule> read(Given given, Problems problems) {
        if (!given.is(ConfigValueType.OBJECT)) {
            problems.add(given, given.shown() + " is not a rule; write { match = \"emqx_vm_.*\", class = per_node }");
            return Optional.empty();
        }
        ConfigObject block = (ConfigObject) given.value();
        block.forEach((key, value) -> {
            if (!PARTS.contains(key)) {
                String hint = Nearest.hint(key, PARTS);
                problems.add(new Given(given.path() + "." + key, value), "unknown key; allowed: match, class" + hint);
            }
        });
        Optional<String> match = part(given, "match", problems).flatMap(part -> MATCH.read(part, problems));
        Optional<String> word = part(given, "class", problems).flatMap(part -> CLASS.read(part, problems));
        return match.isPresent() && word.isPresent() && block.size() == PARTS.size()
                ? Optional.of(rule(match.get(), word.get()))
                : Optional.empty();
    }

    @Override
    public String range() {
        return "{ match = regular expression, class = sum, logical_and, per_node, cluster, max or min }";
    }

    private static Optional<Given> part(Given rule, String key, Problems problems) {
        ConfigValue value = ((ConfigObject) rule.value()).get(key);
        if (value == null) {
            problems.add(rule, "has no " + key + "; write { match = \"emqx_vm_.*\", class = per_node }");
            return Optional.empty();
        }
        return Optional.of(new Given(rule.path() + "." + key, value));
    }

    private static OperatorRule rule(String match, String word) {
        return new OperatorRule(
                Pattern.compile(match), AggregationClass.ofText(word).orElseThrow());
    }

    private static Optional<String> regexComplaint(String text) {
        try {
            Pattern.compile(text);
            return Optional.empty();
        } catch (PatternSyntaxException e) {
            String what = Given.printable(e.getDescription());
            return Optional.of("'" + Given.printable(text) + "' is not a regular expression: " + what);
        }
    }
}
