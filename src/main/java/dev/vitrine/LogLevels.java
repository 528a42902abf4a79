package dev.vitrine;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import dev.vitrine.config.LogConfig;
import dev.vitrine.config.LogConfig.Level;
import dev.vitrine.management.LoggerLevels;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The levels of Logback's loggers, which belong to the process. Any thread. */
public final class LogLevels implements LoggerLevels {
    private final LoggerContext logs;
    private final Map<String, Level> configured;

    private LogLevels(LoggerContext logs) {
        this.logs = logs;
        this.configured = levels();
    }

    /** Returns the levels as they are now, which are those of the settings from now on. */
    public static LogLevels current() {
        return new LogLevels(context());
    }

    /** Gives the loggers the levels of the settings; for the start of the process. */
    public static void apply(LogConfig config) {
        LoggerContext logs = context();
        logs.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(logback(config.level()));
        config.levels().forEach((logger, level) -> logs.getLogger(logger).setLevel(logback(level)));
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }

    @Override
    public Map<String, Level> levels() {
        Map<String, Level> levels = new TreeMap<>();
        for (Logger logger : logs.getLoggerList()) {
            Level level = own(logger);
            if (level != null) {
                levels.put(logger.getName(), level);
            }
        }
        return levels;
    }

    @Override
    public @Nullable Level configured(String logger) {
        return configured.get(logger);
    }

    @Override
    public boolean exists(String logger) {
        return logs.exists(logger) != null;
    }

    @Override
    public void set(String logger, @Nullable Level level) {
        Level wanted = level == null ? configured(logger) : level;
        logs.getLogger(logger).setLevel(wanted == null ? null : logback(wanted));
    }

    private static @Nullable Level own(Logger logger) {
        return logger.getLevel() == null
                ? null
                : Level.parse(logger.getLevel().toString().toLowerCase(Locale.ROOT));
    }

    private static ch.qos.logback.classic.Level logback(Level level) {
        return ch.qos.logback.classic.Level.toLevel(level.word());
    }
}
