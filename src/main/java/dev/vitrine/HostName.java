package dev.vitrine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name of this machine. */
final class HostName {
    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

    private HostName() {}

    /** Returns the name that Linux has; no name server is asked, since none need answer. Elsewhere {@code localhost}. */
    static String text() {
        try {
            return Files.readString(KERNEL).strip();
        } catch (IOException e) {
            return "localhost";
        }
    }
}
