package brokertally.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RosterTest {
    private final Counts counts = new Counts();
    private final Roster roster = new Roster(counts);

    @Test
    void aCleanSession_endsWithItsConnection() {
        roster.connected("a", true);
        roster.subscribed("a", "x/#");
        roster.disconnected("a");

        assertThat(roster.now(Gauge.SESSIONS)).isZero();
        assertThat(roster.now(Gauge.SUBSCRIPTIONS)).isZero();
        assertThat(roster.highest(Gauge.SUBSCRIPTIONS)).isEqualTo(1);
        assertThat(counts.get(Counter.SESSION_TERMINATED)).isEqualTo(1);
    }

    @Test
    void aKeptSession_staysWithItsSubscriptions() {
        roster.connected("a", false);
        roster.subscribed("a", "x/#");
        roster.subscribed("a", "x/#");
        roster.disconnected("a");

        assertThat(roster.now(Gauge.CONNECTIONS)).isEqualTo(1);
        assertThat(roster.now(Gauge.SUBSCRIPTIONS)).isEqualTo(1);
        assertThat(counts.get(Counter.SESSION_TERMINATED)).isZero();
    }

    @Test
    void aReturnBeforeTheLossIsNoticed_keepsTheSession() {
        roster.connected("a", true);
        roster.connected("a", true);
        roster.disconnected("a");

        assertThat(roster.now(Gauge.SESSIONS)).isEqualTo(1);
    }

    @Test
    void topics_countDifferentFilters() {
        roster.connected("a", true);
        roster.connected("b", true);
        roster.subscribed("a", "x/#");
        roster.subscribed("b", "x/#");
        roster.subscribed("b", "y");
        roster.unsubscribed("b", "y");
        roster.unsubscribed("nobody", "y");

        assertThat(roster.now(Gauge.SUBSCRIPTIONS)).isEqualTo(2);
        assertThat(roster.now(Gauge.TOPICS)).isEqualTo(1);
        assertThat(roster.highest(Gauge.TOPICS)).isEqualTo(2);
    }

    @Test
    void retained_followsKeepingAndDeletion() {
        roster.retain("a", true);
        roster.retain("a", true);
        roster.retain("b", true);
        roster.retain("b", false);

        assertThat(roster.now(Gauge.RETAINED)).isEqualTo(1);
        assertThat(roster.highest(Gauge.RETAINED)).isEqualTo(2);
    }
}
