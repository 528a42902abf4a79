package dev.vitrine.config.source;

import java.util.List;

/** Settings with which the program must not start; the message has one line for each thing wrong. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1;

    /** Takes one sentence for each thing wrong. */
    public ConfigException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
    }
}
