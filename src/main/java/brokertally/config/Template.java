package brokertally.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Text with variables, as EMQX's {@code emqx_template} reads it: <code>${name}</code>, <code>${.name}</code>, and
 * <code>${$}</code> for a {@code $}.
 */
record Template(String text, List<Piece> pieces) {
    static final Set<String> VARIABLES = Set.of("${name}", "${host}", "${cluster_name}");

    /** Between two variables, or one of them. */
    private sealed interface Piece {}

    private record Literal(String text) implements Piece {}

    private record Variable(Function<JobName.Names, String> value) implements Piece {}

    Template {
        pieces = List.copyOf(pieces);
    }

    /** The templates between the slashes. */
    static List<Template> segments(String text) {
        List<Template> segments = new ArrayList<>();
        for (String segment : text.split("/", -1)) {
            segments.add(of(segment));
        }
        return segments;
    }

    private static Template of(String text) {
        List<Piece> pieces = new ArrayList<>();
        int from = 0;
        for (int at = text.indexOf("${"); at >= 0; at = text.indexOf("${", from)) {
            int end = text.indexOf('}', at);
            if (end < 0) {
                throw new IllegalArgumentException("has a ${ without its }; write ${$}{ for the text ${");
            }
            literal(text.substring(from, at), pieces);
            pieces.add(piece(text.substring(at + 2, end)));
            from = end + 1;
        }
        literal(text.substring(from), pieces);
        return new Template(text, pieces);
    }

    private static void literal(String text, List<Piece> pieces) {
        if (!text.isEmpty()) {
            pieces.add(new Literal(text));
        }
    }

    private static Piece piece(String variable) {
        return switch (variable) {
            case "$" -> new Literal("$");
            case "name", ".name" -> new Variable(JobName.Names::name);
            case "host", ".host" -> new Variable(JobName.Names::host);
            case "cluster_name", ".cluster_name" -> new Variable(JobName.Names::clusterName);
            default ->
                throw new IllegalArgumentException("${" + Given.printable(variable)
                        + "} is unknown; allowed: ${name}, ${host}, ${cluster_name}, and ${$} for a $");
        };
    }

    boolean hasVariable() {
        return pieces.stream().anyMatch(Variable.class::isInstance);
    }

    String render(JobName.Names names) {
        StringBuilder out = new StringBuilder();
        for (Piece piece : pieces) {
            if (piece instanceof Literal literal) {
                out.append(literal.text());
            } else if (piece instanceof Variable variable) {
                out.append(variable.value().apply(names));
            }
        }
        return out.toString();
    }

    /** A template that is this text, whatever is in it. */
    static Template literal(String text) {
        return new Template(text, text.isEmpty() ? List.of() : List.of(new Literal(text)));
    }

    /** The text of a template without variables. */
    String literal() {
        StringBuilder out = new StringBuilder();
        pieces.forEach(piece -> out.append(((Literal) piece).text()));
        return out.toString();
    }
}
