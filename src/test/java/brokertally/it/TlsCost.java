package brokertally.it;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What TLS on the bus costs: three real sidecars in plain text and three with TLS, asked in turn, whose brokers are read for every
 * scrape. Prints medians and their ratio.
 *
 * <p>After {@code scripts/bench --quick}, which writes the class path: {@code java -cp
 * "target/test-classes:target/classes:$(cat target/test-classpath)" brokertally.it.TlsCost [SCRAPES] [SERIES]}.
 */
public final class TlsCost {
    private static final int NODES = 3;
    private static final int WARM_UP = 300;

    private TlsCost() {}

    public static void main(String[] args) throws Exception {
        int scrapes = args.length == 0 ? 500 : Integer.parseInt(args[0]);
        int series = args.length < 2 ? 305 : Integer.parseInt(args[1]);
        ClusterKeys keys = ClusterKeys.make(Files.createTempDirectory("keys"));
        List<PageBroker> brokers = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            brokers.add(new PageBroker(page(series)));
        }
        try (SidecarCluster plain = start(brokers, "");
                SidecarCluster tls = start(brokers, keys.settings())) {
            measure(plain.get(0), tls.get(0), scrapes, series);
        } finally {
            brokers.forEach(PageBroker::close);
        }
    }

    private static SidecarCluster start(List<PageBroker> brokers, String more) throws IOException {
        return SidecarCluster.start(
                NODES,
                i -> brokers.get(i).source() + "node { name = \"n" + i
                        + "\" }\nsampling { interval = 60s, max_age = 0s }\n" + more);
    }

    private static void measure(SidecarProcess plain, SidecarProcess tls, int scrapes, int series) throws Exception {
        for (int i = 0; i < WARM_UP; i++) {
            nanos(plain);
            nanos(tls);
        }
        long[] without = new long[scrapes];
        long[] with = new long[scrapes];
        for (int i = 0; i < scrapes; i++) {
            without[i] = nanos(plain);
            with[i] = nanos(tls);
        }
        Arrays.sort(without);
        Arrays.sort(with);
        System.out.printf(
                "%d series: plain %.2f ms, TLS %.2f ms, ratio %.3f; 10th percentiles %.2f ms, %.2f ms, ratio %.3f%n",
                series,
                without[scrapes / 2] / 1e6,
                with[scrapes / 2] / 1e6,
                (double) with[scrapes / 2] / without[scrapes / 2],
                without[scrapes / 10] / 1e6,
                with[scrapes / 10] / 1e6,
                (double) with[scrapes / 10] / without[scrapes / 10]);
    }

    private static long nanos(SidecarProcess sidecar) throws IOException, InterruptedException {
        long start = System.nanoTime();
        HttpResponse<String> answer = sidecar.get(SidecarCluster.AGGREGATED);
        long took = System.nanoTime() - start;
        if (answer.statusCode() != 200 || !answer.body().contains("brokertally_scrape_partial 0")) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
        return took;
    }

    static String page(int series) {
        StringBuilder page = new StringBuilder("# TYPE it_rule_matched counter\n");
        for (int i = 0; i < series; i++) {
            page.append("it_rule_matched{id=\"rule_")
                    .append(i)
                    .append("\"} ")
                    .append(3_000 + i)
                    .append('\n');
        }
        return page.toString();
    }
}
