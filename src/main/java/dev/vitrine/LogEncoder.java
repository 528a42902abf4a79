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
import org.slf4j.event.KeyValuePair;
import org.slf4j.helpers.MessageFormatter;

/**
 * Encodes log events: as text if standard output is a terminal, else as one JSON object per line.
 *
 * <p>Arguments of messages, some of which come from clients, are truncated to 256 characters. Control characters, which
 * could end a line or control a terminal, are escaped. Where a line is of a request in a known trace, it has the field
 * {@code trace_id}, and {@code span_id} if the gateway makes spans.
 */
public final class LogEncoder extends EncoderBase<ILoggingEvent> {
    private static final int MAX_CHARS = 256;
    private static final String MAX_FRAMES = "40";

    private final boolean isText;
    private final ThrowableProxyConverter traces = new ThrowableProxyConverter();

    /** Selects the format by whether standard output is a terminal. */
    public LogEncoder() {
        this(isTerminal());
    }

    LogEncoder(boolean isText) {
        this.isText = isText;
        traces.setOptionList(List.of(MAX_FRAMES));
        traces.start();
    }

    /** Returns whether standard output is a terminal. */
    static boolean isTerminal() {
        try {
            String output = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return output.startsWith("/dev/pts/") || output.startsWith("/dev/tty") || output.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            // Without /proc this is not Linux, and so a developer's machine.
            return true;
        }
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder();
        if (isText) {
            text(event, line);
        } else {
            json(event, line);
        }
        return line.toString().getBytes(UTF_8);
    }

    private void text(ILoggingEvent event, StringBuilder line) {
        line.append(timestamp(event)).append(' ');
        line.append(String.format("%-5s", event.getLevel())).append(' ');
        line.append(logger(event)).append(": ");
        printable(message(event), line);
        for (KeyValuePair pair : pairs(event)) {
            line.append(' ').append(pair.key).append('=');
            printable(String.valueOf(pair.value), line);
        }
        line.append('\n');
        trace(event).chars().forEach(c -> append(c, Character.isISOControl(c) && c != '\n' && c != '\t', line));
    }

    private void json(ILoggingEvent event, StringBuilder line) {
        line.append("{\"ts\":\"").append(timestamp(event));
        line.append("\",\"type\":\"log\",\"level\":\"").append(event.getLevel());
        line.append("\",\"logger\":\"").append(logger(event)).append("\",\"message\":\"");
        escaped(message(event), line);
        for (KeyValuePair pair : pairs(event)) {
            line.append("\",\"").append(pair.key).append("\":\"");
            escaped(String.valueOf(pair.value), line);
        }
        String trace = trace(event);
        if (!trace.isEmpty()) {
            line.append("\",\"trace\":\"");
            escaped(trace, line);
        }
        line.append("\"}\n");
    }

    /** What a line has beside its message: the ids of the trace of its request. */
    private static List<KeyValuePair> pairs(ILoggingEvent event) {
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        return pairs == null ? List.of() : pairs;
    }

    private static String timestamp(ILoggingEvent event) {
        Instant instant = Instant.ofEpochMilli(event.getTimeStamp()).truncatedTo(ChronoUnit.MILLIS);
        return instant.toString();
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
            if (cut[i] instanceof String text && text.length() > MAX_CHARS) {
                cut[i] = text.substring(0, MAX_CHARS) + "...";
            }
        }
        return MessageFormatter.arrayFormat(event.getMessage(), cut).getMessage();
    }

    private String trace(ILoggingEvent event) {
        return event.getThrowableProxy() == null ? "" : traces.convert(event);
    }

    private static void printable(String text, StringBuilder to) {
        text.chars().forEach(c -> append(c, Character.isISOControl(c), to));
    }

    private static void escaped(String text, StringBuilder to) {
        text.chars().forEach(c -> append(c, c < ' ' || c > '~' || c == '"' || c == '\\', to));
    }

    private static void append(int c, boolean isEscaped, StringBuilder to) {
        if (isEscaped) {
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
