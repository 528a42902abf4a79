package dev.vitrine.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.source.KeyNames;
import dev.vitrine.config.source.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The settings file that is shipped, and the documents, say what the declarations of the settings say. With {@code
 * -Dsettings.write=true} the generated ones are written first.
 */
class SettingsReferenceTest {
    private static final Path YAML = Path.of("conf/vitrine.yaml");
    private static final Path MARKDOWN = Path.of("src/docs/settings.md");
    private static final Path MANUAL = Path.of("conf/package/vitrine.yaml.5");

    /** A row of a table whose first cell names settings and whose last one holds the default. */
    private static final Pattern README_ROW =
            Pattern.compile("\\| (`[a-z-]+(?:\\.[a-z0-9.-]+)?`.*?) \\| .* \\| (.*?) \\|");

    private static void isGenerated(Path file, String generated) throws Exception {
        if (Boolean.getBoolean("settings.write")) {
            Files.writeString(file, generated);
        }
        assertThat(Files.readString(file)).isEqualTo(generated);
    }

    @Test
    void shippedFileIsGeneratedFromTheDeclarations() throws Exception {
        isGenerated(YAML, SettingsReference.yaml());
    }

    @Test
    void tablesOfAllSettingsAreGeneratedFromTheDeclarations() throws Exception {
        isGenerated(MARKDOWN, SettingsReference.markdown());
    }

    @Test
    void manualPageOfAllSettingsIsGeneratedFromTheDeclarations() throws Exception {
        isGenerated(MANUAL, SettingsReference.manual());
    }

    @Test
    void everySettingHasAMeaningInWholeSentences() throws Exception {
        assertThat(ConfigLoader.settings())
                .allSatisfy(setting ->
                        assertThat(setting.meaning()).as(setting.key()).matches("[A-Z].*\\."));
    }

    @Test
    void everyDefaultHoldsItsOwnRule() throws Exception {
        assertThat(ConfigLoader.settings()).allMatch(SettingsReferenceTest::holdsItsRule);
    }

    private static <E> boolean holdsItsRule(Setting<E> setting) {
        Setting.Rule<E> rule = setting.rule();
        return rule == null || setting.defaults().stream().allMatch(rule.test());
    }

    /** Every setting that a document names in backquotes, with its section, is one; nova.conf is a file of Nova. */
    @ParameterizedTest
    @ValueSource(strings = {"README.md", "src/docs/operating.md"})
    void documentNamesNoSettingThatThereIsNot(String document) throws Exception {
        Set<String> keys = GatewayConfigTest.keys();
        String sections = keys.stream()
                .filter(key -> key.contains("."))
                .map(key -> key.substring(0, key.indexOf('.')))
                .distinct()
                .collect(Collectors.joining("|"));
        Matcher named = Pattern.compile("`((?:" + sections + ")\\.(?!conf`)[a-z0-9.-]+)[`:]")
                .matcher(Files.readString(Path.of(document)));

        Set<String> unknown = new TreeSet<>();
        while (named.find()) {
            if (!keys.contains(named.group(1))) {
                unknown.add(named.group(1));
            }
        }

        assertThat(unknown).isEmpty();
    }

    @Test
    void changelogTellsOfEveryRetiredSetting() throws Exception {
        String changelog = Files.readString(Path.of("CHANGELOG.md"));

        assertThat(KeyNames.retired().keySet())
                .allSatisfy(key -> assertThat(changelog).contains("`" + key + "`"));
    }

    /** The defaults in the table of the README's first settings are the declared ones. */
    @Test
    void readmeNamesTheDeclaredDefaults() throws Exception {
        Map<String, Setting<?>> settings =
                ConfigLoader.settings().stream().collect(Collectors.toMap(Setting::fileKey, setting -> setting));
        List<String> rows = Files.readString(Path.of("README.md"))
                .lines()
                .dropWhile(line -> !line.equals("| key | meaning | default |"))
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .toList();

        assertThat(rows).isNotEmpty().allSatisfy(row -> {
            Matcher matcher = README_ROW.matcher(row);
            assertThat(matcher.matches()).isTrue();
            for (String key : matcher.group(1).replace("`", "").split(", ", -1)) {
                assertThat(settings).containsKey(key);
                assertThat(matcher.group(2)).startsWith(SettingsReference.shownDefault(settings.get(key)));
            }
        });
    }
}
