package dev.vitrine.testing;

import dev.vitrine.cli.Main;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.List;

/** A gateway's process in which something else fills the heap, until nine tenths are in use after a collection. */
public final class ShortHeap {
    private static final double RATIO = 0.88;
    private static final int STEP = 60 << 10;
    private static final List<byte[]> HELD = new ArrayList<>();

    private ShortHeap() {}

    /** Starts the gateway beside it. */
    public static void main(String[] args) {
        Thread filler = new Thread(ShortHeap::fill, "filler");
        filler.setDaemon(true);
        filler.start();
        Main.main(args);
    }

    private static void fill() {
        // The gateway listens first: to start takes more than what is left afterwards.
        while (Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("vert.x-acceptor"))) {
            Thread.onSpinWait();
        }
        while (used() < RATIO) {
            for (int i = 0; i < 68; i++) {
                HELD.add(new byte[STEP]);
            }
            System.gc();
        }
    }

    private static double used() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported())
                .map(MemoryPoolMXBean::getCollectionUsage)
                .filter(usage -> usage != null && usage.getMax() > 0)
                .mapToDouble(usage -> (double) usage.getUsed() / usage.getMax())
                .max()
                .orElse(0);
    }
}
