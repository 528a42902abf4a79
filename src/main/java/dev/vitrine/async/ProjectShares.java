package dev.vitrine.async;

import java.util.HashMap;
import java.util.Map;

/**
 * Counts how much each project uses of something that all projects share, such as bytes or calls in progress. One project may
 * use three quarters of it at most, so that it never takes all from the others. Any thread; the lock is held for nanoseconds.
 *
 * <p>A project has an entry while it uses something only, so that the number of entries is bounded.
 */
public final class ProjectShares {
    private final Map<String, Use> byProject = new HashMap<>();
    private long used;

    /** How much one project uses. */
    private static final class Use {
        private long amount;
    }

    /** Returns how much of so much one project may use: three quarters, and 1 at least. */
    public static long share(long all) {
        return Math.max(all * 3 / 4, 1);
    }

    /** Returns the same; all of it for the gateway's own calls, which are of no project: an empty one. */
    public static long share(String project, long all) {
        return project.isEmpty() ? all : share(all);
    }

    /** Returns how much all projects use. */
    public synchronized long used() {
        return used;
    }

    /** Returns how much the project uses, or what stands for a project. */
    public synchronized long used(String project) {
        Use use = byProject.get(project);
        return use == null ? 0 : use.amount;
    }

    /** Returns whether the project may use one more of so much; empty for the gateway's own, which only the whole bounds. */
    public synchronized boolean hasRoom(String project, long all) {
        return used < all && used(project) < share(project, all);
    }

    /** Counts one more, as {@link #add}, if there {@link #hasRoom is room}; returns false, and counts nothing, if not. */
    public synchronized boolean tryAdd(String project, long all) {
        if (!hasRoom(project, all)) {
            return false;
        }
        add(project, 1);
        return true;
    }

    /** Counts that the project uses more, whatever its share; a negative number gives back. */
    public synchronized void add(String project, long more) {
        used += more;
        Use use = byProject.computeIfAbsent(project, first -> new Use());
        use.amount += more;
        if (use.amount == 0) {
            byProject.remove(project);
        }
    }

    /** Counts anew, from nothing. */
    public synchronized void clear() {
        byProject.clear();
        used = 0;
    }
}
