package dev.vitrine.config;

import dev.vitrine.config.source.ConfigReader;
import dev.vitrine.config.source.Setting;
import dev.vitrine.config.source.ValueType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which lines go into the log.
 *
 * @param level the lowest level of lines that are logged
 * @param levels the same for single loggers, by name: each counts for all loggers below it that have no level of their own
 */
public record LogConfig(Level level, Map<String, Level> levels) {
    private static final Setting<Level> LEVEL =
            Setting.choice("log.level", Level.INFO).means("""
                    The lowest level of lines that are logged. debug has a line for every call to Glance, Keystone and Nova, \
                    and for every decision of the cache but hits, which the access log has. vitrine log-level changes it while \
                    the gateway runs.""");
    private static final Setting<LoggerLevel> LEVELS = Setting.list(
                    "log.levels", ValueType.quoted("LOGGER=LEVEL", LoggerLevel.EXPECTED, LoggerLevel::parse), List.of())
            .orOneItem()
            .means("""
                    The same for single loggers, such as dev.vitrine.glance=debug: a logger is named as a class or as a \
                    package, and then stands for all classes below it.""");

    /** The level of a line, lowest first; {@link #OFF} is none. */
    public enum Level {
        /** The steps of an operation; only libraries use it. */
        TRACE,
        /** Each call and each decision. */
        DEBUG,
        /** What happens once or seldom: start, stop, reloads, changes of state. The default. */
        INFO,
        /** What an operator should look at. */
        WARN,
        /** What fails until an operator does something, and bugs. */
        ERROR,
        /** No line. */
        OFF;

        /** Returns the level as it is written. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Returns the level that is written so; null for another text. */
        public static @Nullable Level parse(String text) {
            return LEVEL.type().parser().parse(text);
        }

        /** Returns what {@link #parse} expects, for messages. */
        public static String expected() {
            return LEVEL.type().expected();
        }
    }

    /** Copies the levels. */
    public LogConfig {
        levels = Map.copyOf(levels);
    }

    static LogConfig read(ConfigReader in) {
        Level level = in.get(LEVEL);
        Map<String, Level> levels = new LinkedHashMap<>();
        in.all(LEVELS).forEach(one -> levels.put(one.logger, one.level));
        return new LogConfig(level, levels);
    }

    /** The level of one logger, written as {@code dev.vitrine.glance=debug}. */
    private record LoggerLevel(String logger, Level level) {
        private static final String EXPECTED = "a class or package and a level, such as dev.vitrine.glance=debug";

        /** A class or package of Java; the length is bounded since it may be shown. */
        private static final Pattern FORM = Pattern.compile("(?=.{1,200}=)([\\w$]+(?:\\.[\\w$]+)*) ?= ?(\\w+)");

        static @Nullable LoggerLevel parse(String text) {
            var parts = FORM.matcher(text.strip());
            Level level = parts.matches() ? Level.parse(parts.group(2)) : null;
            return level == null ? null : new LoggerLevel(parts.group(1), level);
        }

        @Override
        public String toString() {
            return logger + "=" + level.word();
        }
    }
}
