package brokertally.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The variables of a job name: EMQX 5.8 knows {@code name}, {@code host} and {@code cluster_name}, and <code>${$}</code> as an escape. */
final class JobName {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{\\.?([^}]*)}");
    private static final List<String> KNOWN = List.of("name", "host", "cluster_name", "$");

    private JobName() {}

    static Optional<String> complaint(String text) {
        Matcher matcher = VARIABLE.matcher(text);
        while (matcher.find()) {
            String variable = matcher.group(1);
            if (!KNOWN.contains(variable)) {
                return Optional.of("${" + variable + "} is unknown; allowed: ${name}, ${host}, ${cluster_name}");
            }
        }
        return Optional.empty();
    }
}
