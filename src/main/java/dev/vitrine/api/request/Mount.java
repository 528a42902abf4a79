package dev.vitrine.api.request;

import dev.vitrine.config.GatewayConfig;
import dev.vitrine.config.MountConfig;
import org.jspecify.annotations.Nullable;

/** Where the images API is served: the first segment of the path, and what follows from it. */
public enum Mount {
    /** An alias of {@code /v2} in Nova until Mitaka. */
    V1_1("v1.1"),
    /** The API as Nova served it until Juno, and in its words until today. */
    V2("v2"),
    /** The API as Nova serves it: JSON and microversions. */
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
    public String segment() {
        return segment;
    }

    /** Whether the path belongs to the time before {@code /v2.1}; how the mount speaks, its profile says. */
    public boolean isOld() {
        return this != V2_1;
    }

    /** Whether the path may have no project: Nova gave up {@code /v1.1} before it served such paths. */
    boolean isProjectOptional() {
        return this != V1_1;
    }

    /** Whether a suffix chooses the format, or is part of an id. */
    public boolean takesSuffix(GatewayConfig settings) {
        return in(settings).profile().isLegacy();
    }

    /** Returns this mount's settings. */
    public MountConfig in(GatewayConfig settings) {
        return switch (this) {
            case V1_1 -> settings.v11();
            case V2 -> settings.v2();
            case V2_1 -> settings.v21();
        };
    }
}
