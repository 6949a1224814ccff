package brokertally.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brokertally.config.Settings.Counters;
import brokertally.config.Settings.Partial;
import brokertally.scrape.ScrapeRequest.Policy;
import brokertally.tally.Mode;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScrapeParametersTest {
    private static ScrapeParameters of(String query) {
        return ScrapeParameters.of(Query.of(query), policy(Partial.ALLOW));
    }

    private static Policy policy(Partial partial) {
        return new Policy(Counters.MONOTONE, partial);
    }

    @Test
    void of_withoutAny_givesTheDefaults() {
        assertThat(of("")).isEqualTo(new ScrapeParameters(Mode.NODE, policy(Partial.ALLOW), Set.of()));
        assertThat(ScrapeParameters.of(Query.of(""), policy(Partial.FAIL)).policy())
                .isEqualTo(policy(Partial.FAIL));
    }

    @ParameterizedTest
    @CsvSource({"node, NODE", "all_nodes_aggregated, AGGREGATED", "all_nodes_unaggregated, UNAGGREGATED"})
    void of_readsTheMode(String text, Mode mode) {
        assertThat(of("mode=" + text).mode()).isEqualTo(mode);
    }

    @Test
    void of_readsAllOthers() {
        ScrapeParameters parameters =
                of("partial=fail&counters=running&name[]=emqx_a&name%5B%5D=b&collect[]=c&name[]=b&foo=bar");

        assertThat(parameters)
                .isEqualTo(new ScrapeParameters(
                        Mode.NODE, new Policy(Counters.RUNNING, Partial.FAIL), Set.of("emqx_a", "b", "c")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mode=bogus | mode: 'bogus' is not one of node, all_nodes_aggregated, all_nodes_unaggregated",
                "mode= | mode: '' is not one of node, all_nodes_aggregated, all_nodes_unaggregated",
                "mode | mode: '' is not one of node, all_nodes_aggregated, all_nodes_unaggregated",
                "mode=NODE | mode: 'NODE' is not one of node, all_nodes_aggregated, all_nodes_unaggregated",
                "mode=node%20 | mode: 'node ' is not one of node, all_nodes_aggregated, all_nodes_unaggregated",
                "mode=node&mode=node | mode: given 2 times, allowed once",
                "mode=node&m%6fde=bogus | mode: given 2 times, allowed once",
                "partial=no | partial: 'no' is not one of allow, fail",
                "partial=ALLOW | partial: 'ALLOW' is not one of allow, fail",
                "partial=allow&partial=fail | partial: given 2 times, allowed once",
                "counters=all | counters: 'all' is not one of monotone, running",
                "counters= | counters: '' is not one of monotone, running",
                "counters=running&counters=running | counters: given 2 times, allowed once",
                "name[]= | name[]: '' is not a metric name",
                "name[]=a-b | name[]: 'a-b' is not a metric name",
                "name[]=1a | name[]: '1a' is not a metric name",
                "collect[]=%00 | name[]: '\u0000' is not a metric name",
            })
    void of_refusesWithParameterValueAndWhatIsAllowed(String query, String message) {
        assertThatThrownBy(() -> of(query)).isInstanceOf(BadRequest.class).hasMessage(message);
    }

    @Test
    void of_takesAsManyNamesAsTheLimit_andNoMore() {
        String most = "name[]=a&".repeat(ScrapeParameters.MAX_NAMES);

        assertThat(of(most).names()).containsExactly("a");
        assertThatThrownBy(() -> of(most + "collect[]=a")).hasMessage("name[]: more than 1024 values");
    }

    @Test
    void of_cutsLongValuesInMessages() {
        assertThatThrownBy(() -> of("mode=" + "x".repeat(10_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
    }
}
