package dev.vitrine.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The files that settings name. */
final class NamedFile {
    private NamedFile() {}

    /** Returns the file of that name if it is there and can be read, else null. */
    static @Nullable Path readable(String name) {
        try {
            Path path = Path.of(name);
            return Files.isReadable(path) && !Files.isDirectory(path) ? path : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** Returns the text without its one line end, which editors add; null if it cannot be read or is not UTF-8. */
    static @Nullable String secret(Path file) {
        try {
            String text = Files.readString(file);
            String unended = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
            return unended.length() < text.length() && unended.endsWith("\r")
                    ? unended.substring(0, unended.length() - 1)
                    : unended;
        } catch (IOException e) {
            return null;
        }
    }
}
