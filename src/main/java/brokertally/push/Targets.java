package brokertally.push;

import brokertally.config.JobName;
import brokertally.config.PushUrl;
import brokertally.config.Settings;
import brokertally.tally.Mode;

/** Where pages go under given settings. */
record Targets(Settings.PushGateway settings, String clusterName) {
    Mode mode() {
        return Mode.ofText(settings.mode()).orElseThrow();
    }

    /** True when one member pushes for all. */
    boolean ofCluster() {
        return mode() != Mode.NODE;
    }

    /** Where this sidecar's page goes. A group of the cluster does not depend on who pushes it. */
    Target own(String node) {
        return target(ofCluster() ? path(JobName.Names.ofCluster(clusterName)) : groupOf(node));
    }

    /** The path of the group of a node. */
    String groupOf(String node) {
        return path(JobName.Names.of(node, clusterName));
    }

    Target target(String group) {
        return new Target(PushUrl.of(settings.url()), group, settings.headers(), settings.transport());
    }

    private String path(JobName.Names names) {
        return JobName.of(settings.jobName()).path(names);
    }
}
