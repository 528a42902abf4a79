package dev.vitrine.cache;

import dev.vitrine.cache.Freshness.State;
import dev.vitrine.model.ImageId;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Which cached images an operator looks for: those that meet all conditions.
 *
 * @param idPrefix what the id begins with, in lower case; empty for any
 * @param project the id of the project for which it was loaded; null for any
 * @param state a word of {@link #states}; null for any
 * @param minAge since its load began
 * @param maxAge since its load began; null for any
 */
public record ImageSearch(
        String idPrefix,
        @Nullable String project,
        @Nullable String state,
        Duration minAge,
        @Nullable Duration maxAge) {
    /**
     * What was found.
     *
     * @param entries the newest of them, the newest first
     * @param matches how many there are in all
     */
    public record Result(List<CacheEntryInfo> entries, long matches) {}

    /** Returns the states in which a cached image can be. */
    public static List<String> states() {
        return Arrays.stream(State.values()).map(State::word).toList();
    }

    boolean matches(ImageId id) {
        return id.text().startsWith(idPrefix);
    }

    boolean matches(CacheEntryInfo entry) {
        return (project == null || project.equals(entry.project()))
                && (state == null || state.equals(entry.state()))
                && entry.age().compareTo(minAge) >= 0
                && (maxAge == null || entry.age().compareTo(maxAge) <= 0);
    }

    /** Keeps the newest of all entries that it is given. Not thread-safe. */
    static final class Newest {
        private final PriorityQueue<CacheEntryInfo> kept =
                new PriorityQueue<>(Comparator.comparing(CacheEntryInfo::age).reversed());
        private final int limit;
        private long matches;

        /** Keeps at most so many. */
        Newest(int limit) {
            this.limit = limit;
        }

        void add(CacheEntryInfo entry) {
            matches++;
            kept.add(entry);
            if (kept.size() > limit) {
                kept.remove();
            }
        }

        Result result() {
            return new Result(
                    kept.stream()
                            .sorted(Comparator.comparing(CacheEntryInfo::age))
                            .toList(),
                    matches);
        }
    }
}
