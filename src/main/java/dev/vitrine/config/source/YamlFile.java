package dev.vitrine.config.source;

import dev.vitrine.config.source.Sources.Entry;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * A YAML file as a flat map: the keys of its sections joined by dots, each with the line on which it stands.
 *
 * <p>It reads nodes, not objects: no type is guessed (a version 2.10 stays as it is written) and nothing is instantiated.
 */
public final class YamlFile {
    private static final String EXPECTED = " (expected: YAML in UTF-8)";

    private final String name;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /** Where each key of a section or a setting stands. */
    private final Map<String, String> places = new LinkedHashMap<>();

    /** The sections and lists visited so far, by identity. An alias may even hold itself. */
    private final Set<Node> visited = new HashSet<>();

    private YamlFile(String name) {
        this.name = name;
    }

    /**
     * Returns what a file of settings holds, by key. Blocks.
     *
     * @throws ConfigException if it cannot be read, or is not YAML in the form of settings
     */
    public static Map<String, Entry> read(Path file) throws ConfigException {
        YamlFile yaml = new YamlFile(file.toString());
        Node root = yaml.compose(file);
        if (root != null) {
            yaml.root(root);
        }
        return yaml.entries;
    }

    /** Returns a file of another program, for its {@link Sections}. Blocks. */
    static Sections sections(Path file) throws ConfigException {
        String name = file.toString();
        return new Sections(name, new YamlFile(name).compose(file));
    }

    /**
     * The sections of a file of another program, read once.
     *
     * @param name the name of the file
     * @param root null if the file is empty
     */
    record Sections(String name, @Nullable Node root) {
        /**
         * Returns what stands directly in one section: a text with its entry, whatever else with an empty list. Null if there
         * is no such section.
         */
        @Nullable
        Map<String, Entry> texts(String... names) throws ConfigException {
            Node section = root;
            for (String key : names) {
                section = section instanceof MappingNode mapping ? member(mapping, key) : null;
            }
            return section instanceof MappingNode found ? new YamlFile(name).texts(found) : null;
        }
    }

    private Map<String, Entry> texts(MappingNode section) throws ConfigException {
        for (NodeTuple tuple : section.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key && tuple.getValueNode() instanceof ScalarNode) {
                member(key.getValue(), at(key), tuple.getValueNode());
            } else if (tuple.getKeyNode() instanceof ScalarNode key) {
                entries.put(key.getValue(), Entry.list(List.of(), at(key)));
            }
        }
        return entries;
    }

    private static @Nullable Node member(MappingNode section, String name) {
        return section.getValue().stream()
                .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode key
                        && key.getValue().equals(name))
                .map(NodeTuple::getValueNode)
                .findFirst()
                .orElse(null);
    }

    private @Nullable Node compose(Path file) throws ConfigException {
        String text = decoded(bytes(file));
        LoaderOptions options = new LoaderOptions();
        // This class refuses aliases itself, where it knows the line.
        options.setMaxAliasesForCollections(Integer.MAX_VALUE);
        try {
            return new Yaml(options).compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            // Without the undefined name: it may be a password that begins with a star.
            String found = e.getProblem().replaceFirst("^(found undefined (?:alias|tag handle)).*", "$1");
            throw problem(file + ":" + line + ": " + found + " (expected: YAML)");
        } catch (YAMLException e) {
            throw problem(file + ": cannot be read: " + e.getMessage() + EXPECTED);
        }
    }

    private static byte[] bytes(Path file) throws ConfigException {
        String expected = " (expected: a settings file, such as conf/vitrine.yaml)";
        try {
            if (Files.isDirectory(file)) {
                throw problem(file + ": a directory" + expected);
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw problem(file + ": no such file" + expected);
        } catch (AccessDeniedException e) {
            throw problem(file + ": cannot be read: not allowed to this user" + expected);
        } catch (FileSystemException e) {
            throw problem(file + ": cannot be read: " + e.getReason() + expected);
        } catch (IOException e) {
            throw problem(file + ": cannot be read: " + e.getMessage() + expected);
        }
    }

    private String decoded(byte[] bytes) throws ConfigException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            throw problem(name + ": cannot be read: line " + lines(text) + " is not UTF-8" + EXPECTED);
        }
        for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
            int c = text.codePointAt(i);
            if (!StreamReader.isPrintable(c)) {
                String found = String.format(": a control character, U+%04X", c);
                throw problem(name + ":" + lines(text.substring(0, i)) + found + " (expected: YAML)");
            }
        }
        return text;
    }

    private static long lines(String text) {
        return 1 + text.chars().filter(c -> c == '\n').count();
    }

    private void root(Node root) throws ConfigException {
        if (root instanceof MappingNode mapping) {
            section("", mapping, at(root));
        } else if (!root.getTag().equals(Tag.NULL)) {
            String found = root instanceof SequenceNode ? "a list" : "a text";
            throw problem(at(root) + ": " + found + " (expected: keys and values)");
        }
    }

    private void section(String prefix, MappingNode section, String origin) throws ConfigException {
        visit(section, origin);
        for (NodeTuple tuple : section.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw problem(at(tuple.getKeyNode()) + ": a key that is no text (expected: a key)");
            }
            member(prefix + key.getValue(), at(key), tuple.getValueNode());
        }
    }

    private void member(String key, String origin, Node value) throws ConfigException {
        String earlier = places.putIfAbsent(key, origin);
        if (earlier != null) {
            throw problem(origin + ": " + shown(key) + ": stands already at " + earlier + " (expected: each key once)");
        }
        if (value instanceof MappingNode section) {
            section(key + ".", section, origin);
        } else if (value instanceof SequenceNode list) {
            visit(list, origin);
            entries.put(key, Entry.list(items(key, list), origin));
        } else if (value instanceof ScalarNode text) {
            entries.put(key, text.getTag().equals(Tag.NULL) ? Entry.bare(origin) : Entry.text(text.getValue(), origin));
        }
    }

    private void visit(Node node, String origin) throws ConfigException {
        if (!visited.add(node)) {
            throw problem(origin + ": an alias of a section or a list (expected: written out)");
        }
    }

    private List<String> items(String key, SequenceNode list) throws ConfigException {
        List<String> items = new ArrayList<>();
        for (Node item : list.getValue()) {
            if (!(item instanceof ScalarNode text)) {
                throw problem(at(item) + ": " + shown(key) + ": a list of more than texts (expected: a list of texts)");
            }
            items.add(text.getValue());
        }
        return items;
    }

    /** A URL where a section is expected is taken for a key. */
    private static String shown(String key) {
        return Redaction.ADDRESS.of(key);
    }

    private String at(Node node) {
        return name + ":" + (node.getStartMark().getLine() + 1);
    }

    private static ConfigException problem(String sentence) {
        return new ConfigException(List.of(sentence));
    }
}
