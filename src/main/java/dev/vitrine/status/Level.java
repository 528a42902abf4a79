package dev.vitrine.status;

import java.util.Locale;

/** How bad a problem is, or a gateway with all its problems; in ascending order. */
public enum Level {
    /** Everything works. */
    OK(0),
    /** Requests are served with restrictions, or soon will be. */
    DEGRADED(1),
    /** A considerable part of the requests fails, or soon will. */
    FAILING(2);

    private final int number;

    Level(int number) {
        this.number = number;
    }

    /** Returns the level as documents and metrics name it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the level as metrics have it: 0, 1 or 2. */
    public int number() {
        return number;
    }
}
