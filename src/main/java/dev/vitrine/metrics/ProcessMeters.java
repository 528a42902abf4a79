package dev.vitrine.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** Metrics of the process: memory, threads, CPU, file descriptors, garbage collection. */
final class ProcessMeters {
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
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        // Micrometer's own collector metrics register JVM listeners that keep the registry reachable until they are
        // closed.
        ManagementFactory.getGarbageCollectorMXBeans().forEach(collector -> register(registry, collector));
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
