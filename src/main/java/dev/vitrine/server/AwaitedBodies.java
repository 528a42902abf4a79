package dev.vitrine.server;

import dev.vitrine.async.ProjectShares;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the requests whose body the gateway awaits: those of one connection, of one project, and all of them. Beyond a bound
 * a new one displaces the one that has waited longest of the project that is over its bound or, of the connection or of all, of
 * the project with most. A body usually comes within milliseconds of its head; bodies that never come must not keep others out.
 *
 * <p>One for all event loops; any thread. The lock is held for microseconds, and nothing is displaced while it is.
 */
public final class AwaitedBodies {
    /** A connection of HTTP/2 has more than one body on its way only if a proxy carries several clients on it. */
    static final int MAX_PER_CONNECTION = 32;

    private final int max;
    private final long maxPerProject;
    private final Map<Object, Set<Place>> byConnection = new HashMap<>();
    private final Map<Object, Set<Place>> byProject = new HashMap<>();
    private int all;
    private long displaced;

    /** Takes how many bodies may be awaited at once, 1 or more; a project may await three quarters of them. */
    public AwaitedBodies(int max) {
        this.max = max;
        this.maxPerProject = ProjectShares.share(max);
    }

    /** Returns how many bodies may be awaited at once. */
    int max() {
        return max;
    }

    /** The place of one request. */
    public static final class Place {
        private final Object connection;
        private final String project;
        private final Runnable onDisplaced;

        private Place(Object connection, String project, Runnable onDisplaced) {
            this.connection = connection;
            this.project = project;
            this.onDisplaced = onDisplaced;
        }
    }

    /**
     * Takes a place, which must be left.
     *
     * @param connection the client's connection; connections are told apart by {@code equals}
     * @param onDisplaced called at most once, by any thread; the place is left then
     */
    public Place enter(Object connection, String project, Runnable onDisplaced) {
        Place place = new Place(connection, project, onDisplaced);
        Place instead = add(place);
        if (instead != null) {
            instead.onDisplaced.run();
        }
        return place;
    }

    /** Leaves a place; of no effect if it was left. */
    public synchronized void leave(Place place) {
        if (remove(byConnection, place.connection, place)) {
            remove(byProject, place.project, place);
            all--;
        }
    }

    /** Returns how many bodies are awaited. */
    public synchronized int awaited() {
        return all;
    }

    /** Returns how many requests were displaced since the start. */
    public synchronized long displaced() {
        return displaced;
    }

    private synchronized @Nullable Place add(Place place) {
        Place instead = toDisplace(place);
        if (instead != null) {
            leave(instead);
            displaced++;
        }
        byConnection
                .computeIfAbsent(place.connection, first -> new LinkedHashSet<>())
                .add(place);
        byProject.computeIfAbsent(place.project, first -> new LinkedHashSet<>()).add(place);
        all++;
        return instead;
    }

    private @Nullable Place toDisplace(Place place) {
        Set<Place> ofConnection = byConnection.getOrDefault(place.connection, Set.of());
        if (ofConnection.size() >= MAX_PER_CONNECTION) {
            return firstOfLargestProject(ofConnection);
        }
        Set<Place> ofProject = byProject.getOrDefault(place.project, Set.of());
        if (ofProject.size() >= maxPerProject) {
            return ofProject.iterator().next();
        }
        return all < max ? null : firstOfLargestProject();
    }

    /** A proxy's connection carries several clients: one must not displace what the others have just begun to send. */
    private static Place firstOfLargestProject(Set<Place> ofConnection) {
        Map<String, Integer> sizes = new HashMap<>();
        ofConnection.forEach(place -> sizes.merge(place.project, 1, Integer::sum));
        int largest = Collections.max(sizes.values());
        return ofConnection.stream()
                .filter(place -> sizes.getOrDefault(place.project, 0) == largest)
                .findFirst()
                .orElseThrow();
    }

    private @Nullable Place firstOfLargestProject() {
        return byProject.values().stream()
                .max(Comparator.comparingInt(Set::size))
                .map(places -> places.iterator().next())
                .orElse(null);
    }

    private static boolean remove(Map<Object, Set<Place>> places, Object key, Place place) {
        Set<Place> same = places.get(key);
        if (same == null || !same.remove(place)) {
            return false;
        }
        if (same.isEmpty()) {
            places.remove(key);
        }
        return true;
    }
}
