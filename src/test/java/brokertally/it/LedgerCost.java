package brokertally.it;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What counters that never fall cost: three real sidecars of 10,000 counter series each, whose brokers are read for every
 * scrape, asked in turn for both meanings of a sum. Prints medians and their ratio, first for nodes that have never
 * restarted, then for nodes that all have.
 *
 * <p>After {@code scripts/bench --quick}, which writes the class path: {@code java -cp
 * "target/test-classes:target/classes:$(cat target/test-classpath)" brokertally.it.LedgerCost [SCRAPES]}.
 */
public final class LedgerCost {
    private static final int NODES = 3;
    private static final int SERIES = 10_000;
    private static final int WARM_UP = 300;
    private static final String PATH = "/api/v5/prometheus/stats?mode=all_nodes_aggregated&counters=";

    private final List<PageBroker> brokers = new ArrayList<>();
    private SidecarCluster cluster;

    private LedgerCost() {}

    public static void main(String[] args) throws Exception {
        int scrapes = args.length == 0 ? 500 : Integer.parseInt(args[0]);
        new LedgerCost().run(scrapes);
    }

    private void run(int scrapes) throws Exception {
        try {
            for (int i = 0; i < NODES; i++) {
                brokers.add(new PageBroker(page(4_000)));
            }
            cluster = SidecarCluster.start(
                    NODES,
                    i -> brokers.get(i).source() + "node { name = \"n" + i
                            + "\" }\nsampling { interval = 60s, max_age = 0s }\n");
            measure("never restarted", scrapes);
            // As many digits as before and as the sums have: what is compared is not how long the numbers are.
            brokers.forEach(broker -> broker.show(page(3_000)));
            measure("all restarted", scrapes);
        } finally {
            if (cluster != null) {
                cluster.close();
            }
            brokers.forEach(PageBroker::close);
        }
    }

    private void measure(String state, int scrapes) throws Exception {
        for (int i = 0; i < WARM_UP; i++) {
            nanos("monotone");
            nanos("running");
        }
        long[] monotone = new long[scrapes];
        long[] running = new long[scrapes];
        for (int i = 0; i < scrapes; i++) {
            // The other way round every second time, so that neither always comes after the other.
            if (i % 2 == 0) {
                monotone[i] = nanos("monotone");
                running[i] = nanos("running");
            } else {
                running[i] = nanos("running");
                monotone[i] = nanos("monotone");
            }
        }
        Arrays.sort(monotone);
        Arrays.sort(running);
        double ratio = (double) monotone[scrapes / 2] / running[scrapes / 2];
        System.out.printf(
                "%s: monotone %.2f ms, running %.2f ms, ratio %.3f; 10th percentiles %.2f ms, %.2f ms, ratio %.3f%n",
                state,
                monotone[scrapes / 2] / 1e6,
                running[scrapes / 2] / 1e6,
                ratio,
                monotone[scrapes / 10] / 1e6,
                running[scrapes / 10] / 1e6,
                (double) monotone[scrapes / 10] / running[scrapes / 10]);
    }

    private long nanos(String counters) throws IOException, InterruptedException {
        long start = System.nanoTime();
        HttpResponse<String> answer = cluster.get(0).get(PATH + counters);
        long took = System.nanoTime() - start;
        if (answer.statusCode() != 200 || !answer.body().contains("brokertally_scrape_partial 0")) {
            throw new IllegalStateException(
                    answer.statusCode() + " " + answer.body().length());
        }
        return took;
    }

    private static String page(long value) {
        StringBuilder page = new StringBuilder("# TYPE it_rule_matched counter\n");
        for (int i = 0; i < SERIES; i++) {
            page.append("it_rule_matched{id=\"rule_").append(i).append("\",group=\"a_group_of_rules\",kind=\"sql\"} ");
            page.append(value + i % 1000).append('\n');
        }
        return page.toString();
    }
}
