package brokertally.cluster;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once of each member that TLS with it fails: its key is not this sidecar's. Lives on one event loop. */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private final Membership membership;
    private final Set<String> said = new HashSet<>();

    Refusals(Membership membership) {
        this.membership = membership;
    }

    /** A message could not be sent. Any other cause than TLS is said by the roster. */
    void met(String member, Throwable error) {
        boolean known = membership.members().contains(member);
        if (known && isTls(error) && said.add(member)) {
            LOG.warn(
                    "bus refused member={} address={} hint=\"is cluster.tls.keystore_file the same everywhere?\"",
                    member,
                    membership.place(member).orElse("unknown"));
        }
    }

    /** Forgets all members but these. */
    void retain(Collection<String> members) {
        said.retainAll(members);
    }

    private static boolean isTls(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return true;
            }
        }
        return false;
    }
}
