package brokertally.cluster;

import brokertally.ledger.LedgerPage;
import brokertally.model.NodeReport;
import brokertally.model.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Decides when the pages of nodes that are long gone are put together. Only one member does so, and only while nobody is
 * missing: two sides of a split would each fold what the other still counts.
 */
final class Keeper {
    /** More nodes than this are not kept apart after they have left; the first that left are folded earlier. */
    static final int MAX_AWAY = 500;

    private final Membership membership;
    private final Roster roster;
    private final LedgerStore store;
    private final int expected;
    private final Duration retireAfter;

    Keeper(Membership membership, Roster roster, LedgerStore store, ClusterLink.Options options) {
        this.membership = membership;
        this.roster = roster;
        this.store = store;
        this.expected = options.expected();
        this.retireAfter = options.retireAfter();
    }

    /** Folds what is to be folded now. */
    void tick(NodeReport own, long nowMillis) {
        List<Roster.Member> members = roster.members(System.nanoTime());
        boolean complete = members.size() + 1 >= expected
                && members.stream()
                        .allMatch(m -> m.presence() == Reason.NONE && m.report().isPresent());
        boolean first = membership.member().equals(Collections.min(membership.members()));
        if (!complete || !first) {
            return;
        }
        Set<String> here = new HashSet<>();
        here.add(own.node());
        members.forEach(member -> member.report().map(NodeReport::node).ifPresent(here::add));
        List<LedgerPage> away = store.ledger().pages().stream()
                .filter(page -> !here.contains(page.node()) && !page.node().equals(LedgerPage.LONG_GONE))
                .sorted(Comparator.comparingLong(page -> page.head().takenMillis()))
                .toList();
        List<String> gone = new ArrayList<>();
        for (LedgerPage page : away) {
            boolean tooMany = away.size() - gone.size() > MAX_AWAY;
            if (tooMany || nowMillis - page.head().takenMillis() > retireAfter.toMillis()) {
                gone.add(page.node());
            }
        }
        store.fold(gone, nowMillis);
    }
}
