package brokertally.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A job name with its grouping labels: what stands behind {@code /metrics/job/} in the path of a push, as a template. The first
 * segment is the job, then names and values of labels take turns (Pushgateway README, "URL").
 */
public final class JobName {
    private static final String PREFIX = "metrics/job/";

    private final List<GroupLabel> labels;

    private JobName(List<GroupLabel> labels) {
        this.labels = List.copyOf(labels);
    }

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException when it is none, with what is wrong and what to write instead
     */
    public static JobName of(String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException("has half of a surrogate pair; write the whole character");
        }
        slashes(text);
        List<Template> segments = Template.segments(text);
        if (segments.size() % 2 == 0) {
            throw new IllegalArgumentException("has " + segments.size() + " parts between its slashes; write the job,"
                    + " then for each label its name and its value, e.g. emqx/instance/${name}");
        }
        List<GroupLabel> labels = new ArrayList<>();
        labels.add(GroupLabel.job(segments.get(0)));
        for (int i = 1; i < segments.size(); i += 2) {
            labels.add(GroupLabel.of(segments.get(i), segments.get(i + 1)));
        }
        Set<String> names = new HashSet<>();
        for (GroupLabel label : labels) {
            if (!names.add(label.name())) {
                throw new IllegalArgumentException("has the label " + label.name() + " twice; keep one");
            }
        }
        return new JobName(labels);
    }

    private static void slashes(String text) {
        if (text.replaceFirst("^/", "").startsWith(PREFIX)) {
            throw new IllegalArgumentException("begins with " + PREFIX + ", which is written for you; remove it");
        }
        if (text.startsWith("/")) {
            throw new IllegalArgumentException("begins with a slash; remove it, the job comes first");
        }
        if (text.endsWith("/")) {
            throw new IllegalArgumentException("ends with a slash; remove it, or write the value that is missing");
        }
    }

    /** Whether a label of the group, or the job, has this name. */
    public boolean hasLabel(String name) {
        return labels.stream().anyMatch(label -> label.name().equals(name));
    }

    /** The path behind {@code /metrics/}, encoded, e.g. {@code job/emqx/instance/emqx~127.0.0.1}. */
    public String path(Names names) {
        return String.join("/", labels.stream().map(label -> label.path(names)).toList());
    }

    /**
     * What the variables stand for; none is empty.
     *
     * @param name <code>${name}</code>
     * @param host <code>${host}</code>
     * @param clusterName <code>${cluster_name}</code>
     */
    public record Names(String name, String host, String clusterName) {
        /** The host of a group that is pushed for all nodes. */
        private static final String CLUSTER = "cluster";

        public Names {
            if (name.isEmpty() || host.isEmpty() || clusterName.isEmpty()) {
                throw new IllegalArgumentException("a name for job_name is empty");
            }
        }

        /** For a node such as {@code emqx@127.0.0.1}; without both sides of the {@code @} name and host are the whole. */
        public static Names of(String node, String clusterName) {
            int at = node.lastIndexOf('@');
            return at > 0 && at < node.length() - 1
                    ? new Names(node.substring(0, at), node.substring(at + 1), clusterName)
                    : new Names(node, node, clusterName);
        }

        /** For the cluster as a whole, so that the group does not depend on which member pushes. */
        public static Names ofCluster(String clusterName) {
            return new Names(clusterName, CLUSTER, clusterName);
        }
    }
}
