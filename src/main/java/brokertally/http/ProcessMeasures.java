package brokertally.http;

import brokertally.model.Measure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * The {@code process_*} metrics under the names of the Prometheus client libraries. What this system does not tell is left
 * out. The files are those of procfs, which are memory: reading them blocks nothing.
 */
final class ProcessMeasures {
    private final Path proc;

    /** Reads below a directory like {@code /proc/self}. */
    ProcessMeasures(Path proc) {
        this.proc = proc;
    }

    List<Measure> read() {
        List<Measure> measures = new ArrayList<>();
        ProcessHandle.Info info = ProcessHandle.current().info();
        info.totalCpuDuration()
                .ifPresent(cpu -> measures.add(Measure.counter(
                        "process_cpu_seconds_total",
                        "Total user and system CPU time spent in seconds.",
                        (double) cpu.toNanos() / 1e9)));
        info.startInstant()
                .ifPresent(start -> measures.add(Measure.gauge(
                        "process_start_time_seconds",
                        "Start time of the process since unix epoch in seconds.",
                        start.toEpochMilli() / 1000.0)));
        kilobytes("VmRSS:")
                .ifPresent(kb -> measures.add(
                        Measure.gauge("process_resident_memory_bytes", "Resident memory size in bytes.", kb * 1024)));
        kilobytes("VmSize:")
                .ifPresent(kb -> measures.add(
                        Measure.gauge("process_virtual_memory_bytes", "Virtual memory size in bytes.", kb * 1024)));
        openFiles()
                .ifPresent(count ->
                        measures.add(Measure.gauge("process_open_fds", "Number of open file descriptors.", count)));
        number("limits", "Max open files")
                .ifPresent(count -> measures.add(
                        Measure.gauge("process_max_fds", "Maximum number of open file descriptors.", count)));
        return measures;
    }

    private OptionalDouble kilobytes(String key) {
        return number("status", key);
    }

    /** The first number behind a key at the beginning of a line. */
    private OptionalDouble number(String file, String key) {
        try {
            for (String line : Files.readAllLines(proc.resolve(file))) {
                if (line.startsWith(key)) {
                    String[] columns = line.substring(key.length()).strip().split("\\s+", -1);
                    return OptionalDouble.of(Double.parseDouble(columns[0]));
                }
            }
        } catch (IOException | NumberFormatException e) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.empty();
    }

    private OptionalDouble openFiles() {
        try (Stream<Path> files = Files.list(proc.resolve("fd"))) {
            return OptionalDouble.of((double) files.count());
        } catch (IOException e) {
            return OptionalDouble.empty();
        }
    }
}
