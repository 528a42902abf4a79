package dev.vitrine.config.oslo;

import dev.vitrine.config.oslo.IniFile.Entry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of one service, from one or more files of which a later one wins, as oslo.config puts them together. It
 * marks the entries that were taken, or of which was said why not.
 */
final class OsloConfig {
    private static final int MAX_DEPTH = 10;

    /** What {@code string.Template} takes for a reference, with oslo.config's pattern of a name. */
    private static final Pattern REFERENCE = Pattern.compile(
            "\\$(?:(?<escaped>\\$)|(?<plain>[_a-z][._a-z0-9]*)|\\{(?<braced>[_a-z][._a-z0-9]*)})",
            Pattern.CASE_INSENSITIVE);

    private final List<IniFile> files;
    private final Set<Entry> done = new HashSet<>();

    OsloConfig(List<IniFile> files) {
        this.files = List.copyOf(files);
    }

    /** Returns the first entry of a section; null if there is none. */
    @Nullable
    Entry first(String section) {
        return files.stream()
                .flatMap(file -> file.entries().stream())
                .filter(entry -> entry.section().equals(section))
                .findFirst()
                .orElse(null);
    }

    /**
     * Returns the entry that wins: of the last file that has the option under any of its names, the one under the first of
     * them, and of several of these the last one. Null if there is none.
     */
    @Nullable
    Entry find(List<String> names) {
        for (int i = files.size() - 1; i >= 0; i--) {
            for (String name : names) {
                Entry last = null;
                for (Entry entry : files.get(i).entries()) {
                    last = entry.name().equals(name) ? entry : last;
                }
                if (last != null) {
                    return last;
                }
            }
        }
        return null;
    }

    /** Returns every entry of an option under any of its names, in the order of the files. */
    List<Entry> all(List<String> names) {
        return files.stream()
                .flatMap(file -> file.entries().stream())
                .filter(entry -> names.contains(entry.name()))
                .toList();
    }

    /** Marks an entry: whatever there is to say of it is said. */
    void done(Entry entry) {
        done.add(entry);
    }

    /** Returns the entries of a section that are not marked. */
    List<Entry> rest(String section) {
        return files.stream()
                .flatMap(file -> file.entries().stream())
                .filter(entry -> entry.section().equals(section) && !done.contains(entry))
                .toList();
    }

    /**
     * Returns the value with what it refers to in place of {@code $option} and {@code ${section.option}}; null if it refers to
     * an option that no file sets: then oslo.config takes a default that is not known here, or fails.
     */
    @Nullable
    String value(Entry entry) {
        return substituted(entry, 0);
    }

    private @Nullable String substituted(Entry entry, int depth) {
        Matcher reference = REFERENCE.matcher(entry.value().replace("\\$", "$$"));
        StringBuilder value = new StringBuilder();
        while (reference.find()) {
            String text = reference.group("escaped") != null ? "$" : referred(entry, reference, depth);
            if (text == null) {
                return null;
            }
            reference.appendReplacement(value, Matcher.quoteReplacement(text));
        }
        return reference.appendTail(value).toString();
    }

    private @Nullable String referred(Entry from, Matcher reference, int depth) {
        String name = reference.group("plain") == null ? reference.group("braced") : reference.group("plain");
        int dot = name.indexOf('.');
        List<String> names = new ArrayList<>();
        names.add(dot < 0 ? from.section() + "/" + name : name.substring(0, dot) + "/" + name.substring(dot + 1));
        names.add("DEFAULT/" + name);
        for (String one : names) {
            Entry found = find(List.of(one));
            if (found != null && depth < MAX_DEPTH) {
                return substituted(found, depth + 1);
            }
        }
        return null;
    }
}
