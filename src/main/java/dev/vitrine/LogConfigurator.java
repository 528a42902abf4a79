package dev.vitrine;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * The log as it is before the settings are read: everything from INFO on, to a {@link LogAppender}. In code, since an XML
 * parser that reads the same from a file takes a tenth of a start. A file that {@code -Dlogback.configurationFile} names is
 * read instead.
 */
public final class LogConfigurator extends ContextAwareBase implements Configurator {
    /** Tells of every connection that fails, at each try: what it would say is told by the one who tries, once. */
    private static final String BROKER_CONNECTIONS = "com.rabbitmq.client.impl.SocketFrameHandler";

    /** For Logback, which finds the class as a service. */
    public LogConfigurator() {}

    @Override
    public ExecutionStatus configure(LoggerContext logs) {
        if (System.getProperty("logback.configurationFile") != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        // Event loops log, and must not wait for a terminal that was stopped, a full disk or a pipe that is not read.
        LogAppender appender = new LogAppender();
        appender.setContext(logs);
        appender.setName(LogAppender.NAME);
        appender.start();
        Logger root = logs.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(appender);
        logs.getLogger(BROKER_CONNECTIONS).setLevel(Level.OFF);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
