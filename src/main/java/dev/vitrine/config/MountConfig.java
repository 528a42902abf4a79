package dev.vitrine.config;

import dev.vitrine.model.Format;
import dev.vitrine.model.View;
import java.util.List;

/**
 * How one mount of the API speaks, and what it shows.
 *
 * @param profile as which Nova it speaks; default {@link Profile#V2COMPAT}, on {@code /v2.1} {@link Profile#V21}
 * @param diskConfig whether {@code OS-DCF:diskConfig} is shown
 * @param imageSize whether {@code OS-EXT-IMG-SIZE:size} is shown
 */
public record MountConfig(Profile profile, boolean diskConfig, boolean imageSize) {
    private static final String DISK_CONFIG = "OS-DCF";
    private static final String IMAGE_SIZE = "OS-EXT-IMG-SIZE";

    /** Returns the view of an image on this mount. */
    public View view(Format format) {
        return new View(format, diskConfig, imageSize);
    }

    static MountConfig read(Values values, String mount, Profile profile, List<String> extensions) {
        String key = "mounts." + mount + ".extensions";
        List<String> shown = values.texts(key, extensions);
        for (String extension : shown) {
            if (!extension.equals(DISK_CONFIG) && !extension.equals(IMAGE_SIZE)) {
                values.problem(key, "\"" + extension + "\"", "some of " + DISK_CONFIG + ", " + IMAGE_SIZE);
            }
        }
        return new MountConfig(
                values.oneOf("mounts." + mount + ".profile", profile),
                shown.contains(DISK_CONFIG),
                shown.contains(IMAGE_SIZE));
    }

    static MountConfig legacy(Values values, String mount) {
        return read(values, mount, Profile.V2COMPAT, List.of(DISK_CONFIG));
    }

    static MountConfig modern(Values values, String mount) {
        return read(values, mount, Profile.V21, List.of(DISK_CONFIG, IMAGE_SIZE));
    }
}
