package dev.vitrine.cache;

import dev.vitrine.model.CacheOutcome;
import dev.vitrine.model.Outcome;
import java.util.function.Function;

/**
 * The result of a request to a cache.
 *
 * @param outcome what was asked for, or why there is none
 * @param cacheOutcome how the cache came by it
 */
public record CacheResult<T>(Outcome<T> outcome, CacheOutcome cacheOutcome) {
    static <T> CacheResult<T> found(T value, CacheOutcome cacheOutcome) {
        return new CacheResult<>(new Outcome.Found<>(value), cacheOutcome);
    }

    /** Returns this result with its value, if it has one, mapped by the function. */
    public <U> CacheResult<U> map(Function<? super T, ? extends U> function) {
        return new CacheResult<>(outcome.map(function), cacheOutcome);
    }
}
