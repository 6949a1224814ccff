package brokertally.config;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** One label of a push's group; the job is one too. */
record GroupLabel(String name, Template value) {
    private static final String JOB = "job";
    private static final String BASE64 = "@base64";
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** They tell buckets and quantiles apart: one value for all of them would make one series of many. */
    private static final List<String> STRUCTURE = List.of("le", "quantile");

    static GroupLabel job(Template value) {
        return new GroupLabel(JOB, present(JOB, value));
    }

    /** From two parts of the path; a name may end in {@code @base64}, as the Pushgateway wants a value with slashes. */
    static GroupLabel of(Template name, Template value) {
        boolean encoded = name.text().endsWith(BASE64);
        String label = encoded ? name.text().substring(0, name.text().length() - BASE64.length()) : name.text();
        complaint(label).ifPresent(what -> {
            throw new IllegalArgumentException(what);
        });
        present(label, value);
        return new GroupLabel(label, encoded ? decoded(label, value) : value);
    }

    private static Optional<String> complaint(String label) {
        String shown = "'" + Given.printable(label) + "'";
        if (label.contains("${")) {
            return Optional.of("has a variable in the label name " + shown + "; only values may have variables");
        }
        if (!NAME.matcher(label).matches()) {
            return Optional.of(shown + " is not a label name; after the job names and values of labels take turns,"
                    + " e.g. emqx/instance/${name}");
        }
        if (label.startsWith("__")) {
            return Optional.of(
                    "has the label " + shown + "; names that begin with __ belong to Prometheus, write another");
        }
        if (STRUCTURE.contains(label)) {
            return Optional.of("has the label " + label + ", which would replace that of the series; write another");
        }
        return Optional.empty();
    }

    private static Template present(String label, Template value) {
        if (value.text().isEmpty()) {
            throw new IllegalArgumentException(
                    "has no value for the label " + label + "; write one, or leave the label out");
        }
        return value;
    }

    private static Template decoded(String label, Template value) {
        String start = "has a value for " + label + BASE64;
        if (value.hasVariable()) {
            throw new IllegalArgumentException(
                    start + " with a variable; write " + label + " alone, what is needed is" + " encoded for you");
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(value.literal().replaceFirst("=+$", ""));
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (Texts.hasControl(text)) {
                throw new IllegalArgumentException("control character");
            }
            return Template.literal(text);
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw new IllegalArgumentException(
                    start + " that is not the base64url of UTF-8 text without control characters; write " + label
                            + " alone, with the text itself",
                    e);
        }
    }

    /** Name and value as two segments of a path. */
    String path(JobName.Names names) {
        String text = value.render(names);
        if (text.isEmpty() || text.equals(".") || text.equals("..") || text.indexOf('/') >= 0) {
            return name + BASE64 + "/" + base64(text);
        }
        return name + "/" + PathSegment.encode(text);
    }

    /** An empty value is written {@code =}, as an empty segment would be lost (Pushgateway README). */
    private static String base64(String text) {
        return text.isEmpty()
                ? "="
                : Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
