package brokertally.demo;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** The counters of one broker; for all threads. */
final class Counts {
    private final Map<Counter, LongAdder> counts = new EnumMap<>(Counter.class);

    Counts() {
        for (Counter counter : Counter.values()) {
            counts.put(counter, new LongAdder());
        }
    }

    void add(Counter counter, long by) {
        counts.get(counter).add(by);
    }

    void one(Counter counter) {
        add(counter, 1);
    }

    long get(Counter counter) {
        return counts.get(counter).sum();
    }
}
