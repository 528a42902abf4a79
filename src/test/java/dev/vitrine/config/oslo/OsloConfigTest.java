package dev.vitrine.config.oslo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of several values wins, and what references stand for. */
class OsloConfigTest {
    private static final String REFERRED = """
            [DEFAULT]
            my_ip = 192.0.2.2
            chained = $my_ip
            loop = $loop
            [other]
            host = $my_ip
            [s]
            own = mine
            my_Port = 9292
            key = \
            """;

    @TempDir
    private Path folder;

    private OsloConfig config(String... texts) throws Exception {
        List<IniFile> files = new ArrayList<>();
        for (String text : texts) {
            files.add(IniFile.read(Files.writeString(folder.resolve(files.size() + ".conf"), text)));
        }
        return new OsloConfig(files);
    }

    private static String value(OsloConfig config, String... names) {
        return config.value(config.find(List.of(names)));
    }

    @ParameterizedTest
    @CsvSource({
        "$my_ip, 192.0.2.2",
        "${my_ip}, 192.0.2.2",
        "http://$my_ip:9292/x, http://192.0.2.2:9292/x",
        "http://${my_ip}x, http://192.0.2.2x",
        "$own, mine",
        "$other.host, 192.0.2.2",
        "${other.host}!, 192.0.2.2!",
        "$chained, 192.0.2.2",
        "$my_Port, 9292",
        "pa$$word, pa$word",
        "pa\\$word, pa$word",
        "100$, 100$",
        "$1, $1",
        "a$ b, a$ b"
    })
    void aReferenceStandsForTheOptionsValue(String written, String value) throws Exception {
        assertThat(value(config(REFERRED + written + "\n"), "s/key")).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"$unknown", "pa$word", "$other.none", "$loop", "${own}$unknown"})
    void aReferenceToWhatNoFileSetsHasNoValue(String written) throws Exception {
        assertThat(value(config(REFERRED + written + "\n"), "s/key")).isNull();
    }

    @Test
    void theLastValueOfTheLastFileWins() throws Exception {
        assertThat(value(config("[s]\na = 1\na = 2\n", "[s]\nb = 3\n"), "s/a")).isEqualTo("2");
        assertThat(value(config("[s]\na = 1\n", "[s]\na = 2\n"), "s/a")).isEqualTo("2");
    }

    @Test
    void thePresentNameWinsInItsFileAndTheLaterFileOverBoth() throws Exception {
        assertThat(value(config("[s]\nnew = 1\n[DEFAULT]\nold = 2\n"), "s/new", "DEFAULT/old"))
                .isEqualTo("1");
        assertThat(value(config("[s]\nnew = 1\n", "[DEFAULT]\nold = 2\n"), "s/new", "DEFAULT/old"))
                .isEqualTo("2");
    }

    @Test
    void anOptionMayHaveManyValues() throws Exception {
        assertThat(config("[s]\na = 1\na = 2\n", "[s]\na = 3\n").all(List.of("s/a")))
                .extracting(IniFile.Entry::value)
                .containsExactly("1", "2", "3");
    }
}
