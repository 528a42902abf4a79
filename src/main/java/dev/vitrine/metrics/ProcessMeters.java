package dev.vitrine.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Metrics of the process: memory, threads, CPU, file descriptors, garbage collection. Those that every process can have are named
 * as Prometheus' client libraries name them.
 */
final class ProcessMeters {
    private static final Path STATUS = Path.of("/proc/self/status");

    private ProcessMeters() {}

    /** Denies two meters whose names violate Prometheus' conventions. To be called before any meter is registered. */
    static <R extends MeterRegistry> R withoutInvalidNames(R registry) {
        registry.config().meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"));
        registry.config().meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"));
        return registry;
    }

    static void register(MeterRegistry registry) {
        FunctionCounter.builder("process.cpu", ProcessHandle.current(), ProcessMeters::cpuSeconds)
                .description("CPU time used by the process.")
                .baseUnit("seconds")
                .register(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        registerFileDescriptors(registry);
        registerMemory(registry);
        new UptimeMetrics().bindTo(registry);
        // Micrometer's own collector metrics register JVM listeners that keep the registry reachable until they are
        // closed.
        ManagementFactory.getGarbageCollectorMXBeans().forEach(collector -> register(registry, collector));
    }

    private static void registerFileDescriptors(MeterRegistry registry) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            gauge(registry, "process.open.fds", "Open file descriptors.", system::getOpenFileDescriptorCount);
            gauge(registry, "process.max.fds", "File descriptors that may be open.", system::getMaxFileDescriptorCount);
        }
    }

    /** The JDK does not know what the process holds of the machine's memory: Linux does. */
    private static void registerMemory(MeterRegistry registry) {
        if (Files.isReadable(STATUS)) {
            gauge(registry, "process.resident.memory.bytes", "Resident memory.", () -> statusBytes("VmRSS:"));
            gauge(registry, "process.virtual.memory.bytes", "Virtual memory.", () -> statusBytes("VmSize:"));
        }
    }

    private static void gauge(MeterRegistry registry, String name, String help, Supplier<Number> value) {
        Gauge.builder(name, value).description(help).register(registry);
    }

    /** Returns a line of the file, which Linux gives in KiB; NaN if it is not there. */
    private static double statusBytes(String key) {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(key))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1_024)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException | UncheckedIOException e) {
            return Double.NaN;
        }
    }

    /** A constant 1, whose labels say what runs. */
    static void registerBuild(MeterRegistry registry, String version) {
        Gauge.builder("vitrine.build.info", () -> 1)
                .description("1; the labels are the gateway's version and that of Java.")
                .tags("version", version, "java", Runtime.version().toString())
                .register(registry);
    }

    private static double cpuSeconds(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
    }

    private static void register(MeterRegistry registry, GarbageCollectorMXBean collector) {
        FunctionCounter.builder("jvm.gc.collections", collector, GarbageCollectorMXBean::getCollectionCount)
                .description("Garbage collections.")
                .tag("collector", collector.getName())
                .register(registry);
        FunctionCounter.builder("jvm.gc.collection.seconds", collector, bean -> bean.getCollectionTime() / 1e3)
                .description("Time spent in garbage collection.")
                .tag("collector", collector.getName())
                .register(registry);
    }
}
