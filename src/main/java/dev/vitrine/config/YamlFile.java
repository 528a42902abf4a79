package dev.vitrine.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A YAML file as a flat map: the keys of its sections joined by dots, each with the line on which it stands.
 *
 * <p>Read as nodes, not as objects: no type is guessed (a version 2.10 stays what was written) and nothing is built.
 */
final class YamlFile {
    private final String name;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private YamlFile(String name) {
        this.name = name;
    }

    static Map<String, Entry> read(Path file) throws SettingsException {
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            YamlFile yaml = new YamlFile(file.toString());
            LoaderOptions options = new LoaderOptions();
            // An alias may hold itself, and nothing here needs one.
            options.setMaxAliasesForCollections(0);
            yaml.section("", new Yaml(options).compose(reader));
            return yaml.entries;
        } catch (NoSuchFileException e) {
            throw problem(file + ": no such file (expected: a settings file, such as conf/vitrine.yaml)");
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw problem(file + ":" + line + ": " + e.getProblem() + " (expected: YAML)");
        } catch (YAMLException | IOException e) {
            throw problem(file + ": cannot be read: " + e.getMessage() + " (expected: YAML in UTF-8)");
        }
    }

    private void section(String prefix, @Nullable Node node) throws SettingsException {
        if (node == null || node.getTag().equals(Tag.NULL)) {
            return;
        }
        if (!(node instanceof MappingNode mapping)) {
            throw problem(at(node) + ": " + node.getTag().getValue() + " (expected: keys and values)");
        }
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw problem(at(tuple.getKeyNode()) + ": a key that is no text (expected: a key)");
            }
            member(prefix + key.getValue(), key, tuple.getValueNode());
        }
    }

    private void member(String key, ScalarNode keyNode, Node value) throws SettingsException {
        if (value instanceof MappingNode) {
            section(key + ".", value);
            return;
        }
        boolean isNull = value.getTag().equals(Tag.NULL);
        Entry entry = value instanceof SequenceNode list
                ? Entry.list(items(key, list), at(keyNode))
                : Entry.text(isNull ? "" : ((ScalarNode) value).getValue(), at(keyNode));
        Entry earlier = entries.putIfAbsent(key, entry);
        if (earlier != null) {
            throw problem(entry.origin() + ": " + key + ": stands already at " + earlier.origin()
                    + " (expected: each key once)");
        }
    }

    private List<String> items(String key, SequenceNode list) throws SettingsException {
        for (Node item : list.getValue()) {
            if (!(item instanceof ScalarNode)) {
                throw problem(at(item) + ": " + key + ": a list of more than texts (expected: a list of texts)");
            }
        }
        return list.getValue().stream()
                .map(item -> ((ScalarNode) item).getValue())
                .toList();
    }

    private String at(Node node) {
        return name + ":" + (node.getStartMark().getLine() + 1);
    }

    private static SettingsException problem(String sentence) {
        return new SettingsException(List.of(sentence));
    }
}
