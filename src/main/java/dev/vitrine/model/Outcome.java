package dev.vitrine.model;

import java.util.function.Function;

/** How a question to a backend ended. Expected ends are values: no caller has to catch anything. */
public sealed interface Outcome<T> {

    /** What was asked for. */
    record Found<T>(T value) implements Outcome<T> {}

    /** Nothing, and why. */
    record Failed<T>(Failure failure) implements Outcome<T> {}

    /** Returns a failure of which there is nothing more to say. */
    static <T> Outcome<T> failed(Failure.Kind kind) {
        return new Failed<>(Failure.of(kind));
    }

    /** Returns whether this is a failure of that kind. */
    default boolean isFailure(Failure.Kind kind) {
        return this instanceof Failed<T> failed && failed.failure().kind() == kind;
    }

    /** Returns whether the backend gave no answer worth the name, and may give one soon. */
    default boolean isOutage() {
        return this instanceof Failed<T> failed && failed.failure().isOutage();
    }

    /** Returns this with its value, if it has one, turned into another. */
    default <U> Outcome<U> map(Function<? super T, ? extends U> function) {
        return this instanceof Found<T> found
                ? new Found<>(function.apply(found.value()))
                : new Failed<>(((Failed<T>) this).failure());
    }
}
