package dev.vitrine;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import dev.vitrine.config.LogConfig;
import dev.vitrine.config.LogConfig.Level;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogLevelsTest {
    private static final String PACKAGE = "log.levels.test";

    private final LoggerContext logs = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final ch.qos.logback.classic.Level root =
            logs.getLogger(Logger.ROOT_LOGGER_NAME).getLevel();

    @AfterEach
    void restore() {
        logs.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(root);
        logs.getLogger(PACKAGE).setLevel(null);
    }

    @Test
    void theLevelOfAPackageHoldsForItsClassesAndTheRootsForAllOthers() {
        LogLevels.apply(new LogConfig(Level.ERROR, Map.of(PACKAGE, Level.DEBUG)));

        assertThat(logs.getLogger(PACKAGE + ".A").isDebugEnabled()).isTrue();
        assertThat(logs.getLogger("log.levels.other").isWarnEnabled()).isFalse();
        assertThat(LogLevels.current().levels())
                .containsEntry("ROOT", Level.ERROR)
                .containsEntry(PACKAGE, Level.DEBUG);
    }

    @Test
    void aResetGivesWhatTheSettingsGave() {
        LogLevels.apply(new LogConfig(Level.INFO, Map.of(PACKAGE, Level.WARN)));
        LogLevels levels = LogLevels.current();

        levels.set(PACKAGE, Level.TRACE);
        levels.set("ROOT", Level.OFF);
        levels.set(PACKAGE, null);
        levels.set("ROOT", null);

        assertThat(levels.levels()).containsEntry("ROOT", Level.INFO).containsEntry(PACKAGE, Level.WARN);
    }

    @Test
    void aLoggerWithoutALevelInheritsAgainAfterAReset() {
        Logger logger = logs.getLogger(PACKAGE);
        LogLevels levels = LogLevels.current();

        levels.set(PACKAGE, Level.DEBUG);
        levels.set(PACKAGE, null);

        assertThat(logger.getLevel()).isNull();
        assertThat(levels.levels()).doesNotContainKey(PACKAGE);
    }

    @Test
    void packagesExistWithTheirClassesAndNothingElseDoes() {
        logs.getLogger(PACKAGE + ".A");
        LogLevels levels = LogLevels.current();

        assertThat(levels.exists(PACKAGE)).isTrue();
        assertThat(levels.exists("ROOT")).isTrue();
        assertThat(levels.exists(PACKAGE + ".Missing")).isFalse();
    }
}
