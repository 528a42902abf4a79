package dev.vitrine.config.oslo;

import dev.vitrine.config.source.ConfigException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A file as oslo.config's parser reads it (oslo_config, {@code iniparser.py}): comments begin a line with {@code #} or {@code
 * ;}, an equals sign or a colon ends a key, an indented line continues the value before it, and a value in quotation marks
 * loses them. A key may stand several times.
 *
 * @param path the file
 * @param entries what it sets, in its order
 */
record IniFile(Path path, List<Entry> entries) {
    /**
     * One assignment.
     *
     * @param file the name of the file
     * @param line the line of the key, from 1
     * @param section in lower case, but for {@code DEFAULT}, as oslo.config compares it
     * @param key with underscores in place of dashes, as oslo.config compares it
     * @param value all lines of the value; references to other options stand in it as they are written
     */
    record Entry(String file, int line, String section, String key, String value) {
        /** Returns the section and the key, as {@link OptionTable} names options. */
        String name() {
            return section + "/" + key;
        }

        /** Returns where it stands, for a comment in the settings file. */
        String origin() {
            return file + ":" + line + " [" + section + "] " + key;
        }
    }

    /** Copies the entries. */
    IniFile {
        entries = List.copyOf(entries);
    }

    /**
     * Reads a file. Blocks.
     *
     * @throws ConfigException if it cannot be read, or if oslo.config could not read it either
     */
    static IniFile read(Path file) throws ConfigException {
        try {
            Parser parser = new Parser(file.toString());
            for (String line : Files.readAllLines(file)) {
                parser.next(line.stripTrailing());
            }
            parser.endValue();
            return new IniFile(file, parser.entries);
        } catch (CharacterCodingException e) {
            throw new ConfigException(List.of(file + ": not UTF-8 (expected: a configuration file in UTF-8)"));
        } catch (IOException e) {
            throw new ConfigException(
                    List.of(file + ": cannot be read (expected: a configuration file such as nova.conf)"));
        }
    }

    /** The state between two lines. Messages never quote a line: it may hold a password. */
    private static final class Parser {
        private final String file;
        private final List<Entry> entries = new ArrayList<>();
        private int number;
        private @Nullable String section;
        private @Nullable Entry open;

        Parser(String file) {
            this.file = file;
        }

        void next(String line) throws ConfigException {
            number++;
            if (line.isEmpty()) {
                endValue();
            } else if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
                continueValue(line.strip());
            } else {
                endValue();
                begin(line);
            }
        }

        void endValue() {
            if (open != null) {
                entries.add(open);
                open = null;
            }
        }

        private void continueValue(String more) throws ConfigException {
            Entry begun = open;
            if (begun == null) {
                throw wrong("an indented line that continues no value");
            }
            String value = begun.value + "\n" + more;
            open = new Entry(begun.file, begun.line, begun.section, begun.key, value);
        }

        private void begin(String line) throws ConfigException {
            if (line.startsWith("[")) {
                section = section(line);
            } else if (line.charAt(0) != '#' && line.charAt(0) != ';') {
                open = assignment(line);
            }
        }

        private String section(String line) throws ConfigException {
            if (!line.endsWith("]") || line.length() == 2) {
                throw wrong("a section without a name or a bracket at its end");
            }
            String name = line.substring(1, line.length() - 1);
            return name.equals("DEFAULT") ? name : name.toLowerCase(Locale.ROOT);
        }

        private Entry assignment(String line) throws ConfigException {
            int end = 0;
            while (end < line.length() && line.charAt(end) != '=' && line.charAt(end) != ':') {
                end++;
            }
            String key = line.substring(0, end).strip().replace('-', '_');
            if (end == line.length() || key.isEmpty() || section == null) {
                throw wrong(section == null ? "no section before it" : "no key with an equals sign or a colon");
            }
            return new Entry(
                    file, number, section, key, unquoted(line.substring(end + 1).strip()));
        }

        private static String unquoted(String value) {
            boolean isQuoted = (value.startsWith("\"") || value.startsWith("'"))
                    && value.charAt(0) == value.charAt(value.length() - 1);
            return isQuoted ? value.substring(1, Math.max(1, value.length() - 1)) : value;
        }

        private ConfigException wrong(String found) {
            return new ConfigException(List.of(file + ":" + number + ": " + found
                    + " (expected: a section such as [glance], a key and a value, or a comment)"));
        }
    }
}
