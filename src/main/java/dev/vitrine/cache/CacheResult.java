package dev.vitrine.cache;

import dev.vitrine.model.CacheOutcome;
import dev.vitrine.model.Outcome;
import java.util.function.Function;

/**
 * An answer, and what the memory had to do with it.
 *
 * @param outcome the answer
 * @param how where it came from
 */
public record CacheResult<T>(Outcome<T> outcome, CacheOutcome how) {
    static <T> CacheResult<T> found(T value, CacheOutcome how) {
        return new CacheResult<>(new Outcome.Found<>(value), how);
    }

    /** Returns this with its value, if it has one, turned into another. */
    public <U> CacheResult<U> map(Function<? super T, ? extends U> function) {
        return new CacheResult<>(outcome.map(function), how);
    }
}
