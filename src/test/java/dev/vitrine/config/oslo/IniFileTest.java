package dev.vitrine.config.oslo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.vitrine.config.source.ConfigException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** What oslo.config's parser makes of a text; each expected value was read there, from the same text. */
class IniFileTest {
    /** A line behind {@code [s]}, and its key and value. */
    static final List<Arguments> ASSIGNMENTS = List.of(
            arguments("key = value", "key", "value"),
            arguments("key=value", "key", "value"),
            arguments("key: value", "key", "value"),
            arguments("key:value = x", "key", "value = x"),
            arguments("key = http://host:5000/v3", "key", "http://host:5000/v3"),
            arguments("key: http://host", "key", "http://host"),
            arguments("user-name = x", "user_name", "x"),
            arguments("key = \"quoted \"", "key", "quoted "),
            arguments("key = 'quoted'", "key", "quoted"),
            arguments("key = 'open", "key", "'open"),
            arguments("key = \"open'", "key", "\"open'"),
            arguments("key = \"", "key", ""),
            arguments("key = \"\"", "key", ""),
            arguments("key =", "key", ""),
            arguments("key = value # no comment", "key", "value # no comment"),
            arguments("key = value ; no comment", "key", "value ; no comment"),
            arguments("key = value   ", "key", "value"),
            arguments("key = one,\n  two,\n\tthree", "key", "one,\ntwo,\nthree"),
            arguments("key = one\n  # two", "key", "one\n# two"),
            arguments("key = one\n  other = two", "key", "one\nother = two"),
            arguments("key = \"one\n  two\"", "key", "\"one\ntwo\""),
            arguments("key = value\r", "key", "value"));

    @TempDir
    private Path folder;

    private IniFile read(String text) throws Exception {
        return IniFile.read(Files.writeString(folder.resolve("nova.conf"), text));
    }

    private String said(byte[] text) throws Exception {
        Path file = Files.write(folder.resolve("nova.conf"), text);
        return catchThrowableOfType(ConfigException.class, () -> IniFile.read(file))
                .getMessage()
                .replace(folder + "/", "");
    }

    @ParameterizedTest
    @FieldSource("ASSIGNMENTS")
    void anAssignmentIsReadAsInOslo(String lines, String key, String value) throws Exception {
        IniFile file = read("# comment\n\n[s]\n; comment\n" + lines + "\n");

        assertThat(file.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.key()).isEqualTo(key);
            assertThat(entry.value()).isEqualTo(value);
            assertThat(entry.section()).isEqualTo("s");
            assertThat(entry.line()).isEqualTo(5);
        });
    }

    @Test
    void anEmptyLineEndsAValue() {
        assertThat(catchThrowableOfType(ConfigException.class, () -> read("[s]\na = 1\n\n  2\n")))
                .hasMessageContaining("nova.conf:4: an indented line that continues no value");
    }

    @Test
    void sectionsMayStandAgainAndKeysToo() throws Exception {
        assertThat(read("[A]\na = 1\n[DEFAULT]\na = 2\n[a]\na = 3\na = 4\n").entries())
                .extracting(IniFile.Entry::origin)
                .map(origin -> origin.replaceAll(".*nova.conf", ""))
                .containsExactly(":2 [a] a", ":4 [DEFAULT] a", ":6 [a] a", ":7 [a] a");
    }

    @ParameterizedTest
    @CsvSource({
        "'[s\na = 1', 1, a section without",
        "'[]\na = 1', 1, a section without",
        "'[s] # x\na = 1', 1, a section without",
        "'a = hunter2', 1, no section",
        "'[s]\nhunter2', 2, no key",
        "'[s]\n= hunter2', 2, no key",
        "'[s]\n  hunter2', 2, an indented line",
        "'[s]\n  # hunter2', 2, an indented line"
    })
    void whatOsloRefusesIsReportedWithItsLineAndWithoutItsText(String text, int line, String found) throws Exception {
        assertThat(said(text.getBytes(StandardCharsets.UTF_8)))
                .startsWith("nova.conf:" + line + ": " + found)
                .doesNotContain("hunter2");
    }

    @Test
    void aFileThatCannotBeReadIsReported() throws Exception {
        assertThat(said(new byte[] {'[', (byte) 0xe9, ']'})).startsWith("nova.conf: not UTF-8 (expected: ");
        assertThat(catchThrowableOfType(ConfigException.class, () -> IniFile.read(folder.resolve("none"))))
                .hasMessageContaining("none: cannot be read (expected: ");
    }
}
