package dev.vitrine.compute;

import org.jspecify.annotations.Nullable;

/** Where the images API is served: the first segment of the path, and what follows from it. */
enum Mount {
    /** An alias of {@code /v2} in Nova until Mitaka. */
    V1_1("v1.1"),
    /** The API as Nova served it until Juno: JSON and XML, suffixes, no microversions. */
    V2("v2"),
    /** The API as Nova serves it: JSON, microversions, and paths without a project too. */
    V2_1("v2.1");

    private final String segment;

    Mount(String segment) {
        this.segment = segment;
    }

    static @Nullable Mount of(String segment) {
        return switch (segment) {
            case "v1.1" -> V1_1;
            case "v2" -> V2;
            case "v2.1" -> V2_1;
            default -> null;
        };
    }

    /** Returns the segment of the path, without slashes. */
    String segment() {
        return segment;
    }

    /** Whether the mount speaks as Nova did before Kilo: XML beside JSON, and a suffix may choose between them. */
    boolean isLegacy() {
        return this != V2_1;
    }
}
