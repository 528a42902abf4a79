package dev.vitrine.model;

import java.util.Locale;
import java.util.function.Function;

/** The outcome of a call to a backend. Expected failures are values, so that callers need not catch exceptions. */
public sealed interface Outcome<T> {

    /** The requested value. */
    record Found<T>(T value) implements Outcome<T> {}

    /** A failure. */
    record Failed<T>(Failure failure) implements Outcome<T> {}

    /** Returns a failure without a message. */
    static <T> Outcome<T> failed(Failure.Kind kind) {
        return new Failed<>(Failure.of(kind));
    }

    /** Returns whether this is a failure of that kind. */
    default boolean isFailure(Failure.Kind kind) {
        return this instanceof Failed<T> failed && failed.failure().kind() == kind;
    }

    /** Returns whether this is an outage: see {@link Failure#isOutage()}. */
    default boolean isOutage() {
        return this instanceof Failed<T> failed && failed.failure().isOutage();
    }

    /** Returns whether this is the outcome of a change that was made, or may have been: see {@link Failure#isNotApplied()}. */
    default boolean mayBeApplied() {
        return !(this instanceof Failed<T> failed && failed.failure().isNotApplied());
    }

    /** Returns the outcome in a word for a log: found, or the kind of failure. */
    default String word() {
        return this instanceof Failed<T> failed ? failed.failure().kind().name().toLowerCase(Locale.ROOT) : "found";
    }

    /** Returns the outcome with the function applied to its value; a failure is returned unchanged. */
    default <U> Outcome<U> map(Function<? super T, ? extends U> function) {
        return this instanceof Found<T> found
                ? new Found<>(function.apply(found.value()))
                : new Failed<>(((Failed<T>) this).failure());
    }
}
