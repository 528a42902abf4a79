package dev.vitrine.config.source;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Why a file that a setting names cannot be read, for the message about it. All methods block. */
public final class UnreadableFile {
    private static final String NO_NAME = "no name of a file that can be read";

    private UnreadableFile() {}

    /** Returns why the file of that name cannot be read. */
    public static String cause(String name) {
        String user = user();
        try {
            PosixFileAttributes file = Files.readAttributes(Path.of(name), PosixFileAttributes.class);
            return file.isDirectory()
                    ? "a directory"
                    : user + " may not read it: owner " + file.owner().getName() + ", group "
                            + file.group().getName() + ", mode "
                            + PosixFilePermissions.toString(file.permissions());
        } catch (NoSuchFileException e) {
            return "no such file";
        } catch (AccessDeniedException e) {
            return user + " may not enter its folder";
        } catch (InvalidPathException e) {
            return "no name of a file";
        } catch (IOException | UnsupportedOperationException e) {
            return "cannot be read";
        }
    }

    /** Containers have users without a name. */
    private static String user() {
        String name = System.getProperty("user.name", "?");
        return name.equals("?") ? "this user" : "user " + name;
    }

    /**
     * Returns what is found where the name of a file with a secret should be, and why it cannot be read. What can be the secret
     * itself, by mistake, is not shown: only what names a folder that is there is surely a name.
     *
     * @param name what is written; null for something that is no text
     */
    public static String found(@Nullable String name) {
        return name != null && isName(name) ? "\"" + name + "\": " + cause(name) : NO_NAME;
    }

    /** Returns what is expected, and what hides the name if it is not shown. */
    public static String expected(String expected, @Nullable String name) {
        return name != null && isName(name) ? expected : expected + "; what was found is not shown";
    }

    private static boolean isName(String text) {
        try {
            Path path = Path.of(text);
            Path top = path.getNameCount() < 2 ? null : path.subpath(0, 1);
            return top != null
                    && Files.isDirectory(path.isAbsolute() ? path.getRoot().resolve(top) : top);
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
