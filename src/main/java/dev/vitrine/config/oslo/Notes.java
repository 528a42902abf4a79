package dev.vitrine.config.oslo;

import dev.vitrine.config.oslo.IniFile.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What the person who imports must know, a line each. No line holds a value: it may be a secret. */
final class Notes {
    private record Note(Entry entry, String sentence) {}

    private final List<Note> ofEntries = new ArrayList<>();
    private final List<String> others = new ArrayList<>();

    /** Says why an option is not carried over. */
    void leftOut(Entry entry, String reason) {
        about(entry, "not carried over: " + reason);
    }

    /** Says something of an option. */
    void about(Entry entry, String sentence) {
        ofEntries.add(new Note(entry, sentence));
    }

    /** Says something of the whole. */
    void add(String sentence) {
        others.add(sentence);
    }

    /** Returns the lines, those of options first, by file and line. */
    List<String> lines() {
        return Stream.concat(
                        ofEntries.stream()
                                .sorted(Comparator.comparing((Note note) -> note.entry.file())
                                        .thenComparing(note -> note.entry.line()))
                                .map(note -> note.entry.file() + ":" + note.entry.line() + ": [" + note.entry.section()
                                        + "] " + note.entry.key() + ": " + note.sentence),
                        others.stream())
                .toList();
    }
}
