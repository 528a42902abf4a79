package dev.vitrine.management;

import dev.vitrine.config.LogConfig.Level;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The levels of the process's loggers. Any thread. */
public interface LoggerLevels {
    /** Returns the loggers that have a level of their own now, by name: all others have that of the next one above them. */
    Map<String, Level> levels();

    /** Returns the level of its own that a logger has from the settings; null for none. */
    @Nullable
    Level configured(String logger);

    /** Returns whether there is a logger of this name: a class has one from its first use, its packages do with it. */
    boolean exists(String logger);

    /** Sets the level of a logger, for it and all below it without one of their own; null for that of the settings. */
    void set(String logger, @Nullable Level level);
}
