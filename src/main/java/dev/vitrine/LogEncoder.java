package dev.vitrine;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.slf4j.helpers.MessageFormatter;

/**
 * The log: lines for a person where standard output is a terminal, else one JSON object a line.
 *
 * <p>Texts that are put into a message, some of which clients wrote, are cut at 256 characters, and what could end a line or
 * steer a terminal is written by its number.
 */
public final class LogEncoder extends EncoderBase<ILoggingEvent> {
    private static final int MOST_CHARS = 256;
    private static final String MOST_FRAMES = "40";

    private final boolean isForPeople;
    private final ThrowableProxyConverter traces = new ThrowableProxyConverter();

    /** Looks at where standard output goes. */
    public LogEncoder() {
        this(isTerminal());
    }

    LogEncoder(boolean isForPeople) {
        this.isForPeople = isForPeople;
        traces.setOptionList(List.of(MOST_FRAMES));
        traces.start();
    }

    /** Returns whether somebody reads standard output as it is written. */
    static boolean isTerminal() {
        try {
            String output = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return output.startsWith("/dev/pts/") || output.startsWith("/dev/tty") || output.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            // Not Linux: the machine of somebody who tries it.
            return true;
        }
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder();
        if (isForPeople) {
            words(event, line);
        } else {
            json(event, line);
        }
        return line.toString().getBytes(UTF_8);
    }

    private void words(ILoggingEvent event, StringBuilder line) {
        line.append(at(event)).append(' ');
        line.append(String.format("%-5s", event.getLevel())).append(' ');
        line.append(logger(event)).append(": ");
        visible(message(event), line);
        line.append('\n');
        trace(event).chars().forEach(c -> append(c, Character.isISOControl(c) && c != '\n' && c != '\t', line));
    }

    private void json(ILoggingEvent event, StringBuilder line) {
        line.append("{\"ts\":\"").append(at(event));
        line.append("\",\"type\":\"log\",\"level\":\"").append(event.getLevel());
        line.append("\",\"logger\":\"").append(logger(event)).append("\",\"message\":\"");
        escaped(message(event), line);
        String trace = trace(event);
        if (!trace.isEmpty()) {
            line.append("\",\"trace\":\"");
            escaped(trace, line);
        }
        line.append("\"}\n");
    }

    private static String at(ILoggingEvent event) {
        Instant at = Instant.ofEpochMilli(event.getTimeStamp()).truncatedTo(ChronoUnit.MILLIS);
        return at.toString();
    }

    private static String logger(ILoggingEvent event) {
        String name = event.getLoggerName();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static String message(ILoggingEvent event) {
        Object[] arguments = event.getArgumentArray();
        if (arguments == null) {
            return event.getMessage();
        }
        Object[] cut = arguments.clone();
        for (int i = 0; i < cut.length; i++) {
            if (cut[i] instanceof String text && text.length() > MOST_CHARS) {
                cut[i] = text.substring(0, MOST_CHARS) + "...";
            }
        }
        return MessageFormatter.arrayFormat(event.getMessage(), cut).getMessage();
    }

    private String trace(ILoggingEvent event) {
        return event.getThrowableProxy() == null ? "" : traces.convert(event);
    }

    private static void visible(String text, StringBuilder to) {
        text.chars().forEach(c -> append(c, Character.isISOControl(c), to));
    }

    private static void escaped(String text, StringBuilder to) {
        text.chars().forEach(c -> append(c, c < ' ' || c > '~' || c == '"' || c == '\\', to));
    }

    private static void append(int c, boolean byNumber, StringBuilder to) {
        if (byNumber) {
            to.append("\\u").append(Integer.toHexString(0x10000 | c), 1, 5);
        } else {
            to.append((char) c);
        }
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }
}
