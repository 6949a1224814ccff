package brokertally.push;

import java.time.Duration;
import java.util.Set;

/** What the push has to know of the cluster; asked on the event loop, each time anew. */
public interface Standing {
    /** The name of this sidecar's broker node, as far as it is known. */
    String node();

    /** True when this sidecar acts for the whole cluster; of members that see each other exactly one does. */
    boolean isElected();

    /** True when no other sidecar is in the cluster, apart from those that have said goodbye. */
    boolean isAlone();

    /** The nodes that a member in the cluster speaks for, this sidecar's own among them. */
    Set<String> present();

    /** The nodes that no member in the cluster speaks for since at least so long, as this sidecar itself has seen it. */
    Set<String> gone(Duration since);
}
