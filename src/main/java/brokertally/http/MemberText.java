package brokertally.http;

import brokertally.cluster.MemberView;
import brokertally.model.Reason;

/** How a member is called on the page and in JSON. */
final class MemberText {
    private MemberText() {}

    /** The status of a member, in one word; {@code running} is EMQX's. */
    static String status(MemberView member) {
        return switch (member.missing()) {
            case NONE -> "running";
            case NOT_READ_YET -> "joining";
            case TIMEOUT, SKIPPED -> "late";
            case LEFT, LOST -> "gone";
            default -> "failed";
        };
    }

    /** True when it is no longer in the cluster. */
    static boolean gone(MemberView member) {
        return member.missing() == Reason.LEFT || member.missing() == Reason.LOST;
    }
}
