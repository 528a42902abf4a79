package dev.vitrine;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.Configurator.ExecutionStatus;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class LogConfiguratorTest {
    private final LoggerContext logs = new LoggerContext();

    @Test
    void isTheOnlyConfiguratorThatLogbackFinds() {
        assertThat(ServiceLoader.load(Configurator.class)).hasExactlyElementsOfTypes(LogConfigurator.class);
    }

    @Test
    void logsFromInfoOnButForConnectionsToBrokers() {
        ExecutionStatus status = new LogConfigurator().configure(logs);

        ch.qos.logback.classic.Logger root = logs.getLogger(Logger.ROOT_LOGGER_NAME);
        assertThat(status).isEqualTo(ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY);
        assertThat(root.getLevel()).isEqualTo(Level.INFO);
        assertThat(root.getAppender(LogAppender.NAME)).isInstanceOf(LogAppender.class);
        assertThat(logs.getLogger("com.rabbitmq.client.impl.SocketFrameHandler").getLevel())
                .isEqualTo(Level.OFF);
        logs.stop();
    }

    @Test
    void leavesTheLogToAFileThatIsNamed() {
        System.setProperty("logback.configurationFile", "other.xml");
        try {
            assertThat(new LogConfigurator().configure(logs)).isEqualTo(ExecutionStatus.INVOKE_NEXT_IF_ANY);
            assertThat(logs.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(LogAppender.NAME))
                    .isNull();
        } finally {
            System.clearProperty("logback.configurationFile");
        }
    }
}
