package dev.vitrine.metrics;

import io.micrometer.core.instrument.FunctionCounter;
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

/** The meters of the process: memory, threads, processors, descriptors, collections. */
final class ProcessMeters {
    private ProcessMeters() {}

    /** Has two meters left out whose names are against Prometheus' rules. To be called before there are any. */
    static <R extends MeterRegistry> R withoutOddNames(R registry) {
        registry.config().meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"));
        registry.config().meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"));
        return registry;
    }

    static void register(MeterRegistry registry) {
        FunctionCounter.builder("process.cpu", ProcessHandle.current(), ProcessMeters::cpuSeconds)
                .description("Seconds of processors that the process has used.")
                .baseUnit("seconds")
                .register(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        // The library's own meters of the collector listen to the platform until they are closed, and hold all of us.
        ManagementFactory.getGarbageCollectorMXBeans().forEach(collector -> register(registry, collector));
    }

    private static double cpuSeconds(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
    }

    private static void register(MeterRegistry registry, GarbageCollectorMXBean collector) {
        FunctionCounter.builder("jvm.gc.collections", collector, GarbageCollectorMXBean::getCollectionCount)
                .description("Collections of garbage.")
                .tag("collector", collector.getName())
                .register(registry);
        FunctionCounter.builder("jvm.gc.collection.seconds", collector, bean -> bean.getCollectionTime() / 1e3)
                .description("Seconds that collections of garbage took.")
                .tag("collector", collector.getName())
                .register(registry);
    }
}
