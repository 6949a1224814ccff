package brokertally.http;

import brokertally.model.Measure;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.List;

/** The {@code jvm_*} metrics that say whether the sidecar fits its container. */
final class JvmMeasures {
    private JvmMeasures() {}

    static List<Measure> read() {
        List<Measure> measures = new ArrayList<>();
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory("heap", memory.getHeapMemoryUsage(), measures);
        memory("nonheap", memory.getNonHeapMemoryUsage(), measures);
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            measures.add(Measure.gauge(
                            "jvm_buffer_pool_used_bytes", "Used bytes of a buffer pool.", (double) pool.getMemoryUsed())
                    .with("pool", pool.getName()));
        }
        for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
            measures.add(Measure.counter(
                            "jvm_gc_collections_total", "Garbage collections.", (double) gc.getCollectionCount())
                    .with("gc", gc.getName()));
            measures.add(Measure.counter(
                            "jvm_gc_collection_seconds_total",
                            "Time spent in garbage collections in seconds.",
                            gc.getCollectionTime() / 1000.0)
                    .with("gc", gc.getName()));
        }
        measures.add(Measure.gauge(
                "jvm_threads_current",
                "Live threads.",
                ManagementFactory.getThreadMXBean().getThreadCount()));
        measures.add(Measure.gauge(
                "jvm_classes_currently_loaded",
                "Classes loaded now.",
                ManagementFactory.getClassLoadingMXBean().getLoadedClassCount()));
        return measures;
    }

    private static void memory(String area, MemoryUsage usage, List<Measure> measures) {
        measures.add(Measure.gauge("jvm_memory_used_bytes", "Used bytes of a memory area.", (double) usage.getUsed())
                .with("area", area));
        measures.add(Measure.gauge("jvm_memory_committed_bytes", "Committed bytes of a memory area.", (double)
                        usage.getCommitted())
                .with("area", area));
        if (usage.getMax() >= 0) {
            measures.add(Measure.gauge("jvm_memory_max_bytes", "Upper limit of a memory area.", (double) usage.getMax())
                    .with("area", area));
        }
    }
}
