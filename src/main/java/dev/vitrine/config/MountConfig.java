package dev.vitrine.config;

import dev.vitrine.config.source.ConfigReader;
import dev.vitrine.config.source.Setting;
import dev.vitrine.config.source.ValueType;
import dev.vitrine.model.View;
import dev.vitrine.model.View.Format;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One mount of the API: which Nova it behaves like, and what it shows.
 *
 * @param profile the behaviour
 * @param diskConfig whether {@code OS-DCF:diskConfig} is shown
 * @param imageSize whether {@code OS-EXT-IMG-SIZE:size} is shown
 */
public record MountConfig(Profile profile, boolean diskConfig, boolean imageSize) {
    private static final String DISK_CONFIG = "OS-DCF";
    private static final String IMAGE_SIZE = "OS-EXT-IMG-SIZE";
    private static final ValueType<String> EXTENSION = ValueType.quoted(
            DISK_CONFIG + ", " + IMAGE_SIZE, "some of " + DISK_CONFIG + ", " + IMAGE_SIZE, MountConfig::extension);

    /** Returns the view of an image on this mount. */
    public View view(Format format) {
        return View.of(format, diskConfig, imageSize);
    }

    static MountConfig legacy(ConfigReader in, String mount) {
        return read(in, mount, Profile.V2COMPAT, List.of(DISK_CONFIG));
    }

    static MountConfig modern(ConfigReader in, String mount) {
        return read(in, mount, Profile.V21, List.of(DISK_CONFIG, IMAGE_SIZE));
    }

    private static MountConfig read(ConfigReader in, String mount, Profile profile, List<String> extensions) {
        Setting<Profile> behaviour = Setting.choice("mounts." + mount + ".profile", profile)
                .means("Which Nova /" + mount + " behaves like.");
        Setting<String> shown = Setting.list("mounts." + mount + ".extensions", EXTENSION, extensions)
                .means("Which extensions /" + mount + " shows.");
        Profile chosen = in.get(behaviour);
        List<String> named = in.all(shown);
        return new MountConfig(chosen, named.contains(DISK_CONFIG), named.contains(IMAGE_SIZE));
    }

    private static @Nullable String extension(String text) {
        return text.equals(DISK_CONFIG) || text.equals(IMAGE_SIZE) ? text : null;
    }

    /** Which Nova a mount behaves like. */
    public enum Profile {
        /** Icehouse and Juno: JSON and XML, suffixes, their fault messages, 413 for too much metadata. */
        ICEHOUSE,
        /** The same documents and messages, with the statuses of {@code /v2} since Liberty: 403 for too much metadata. */
        V2COMPAT,
        /** {@code /v2.1} since Kilo: JSON, its fault messages, bodies validated by its schema. */
        V21;

        /** Returns whether it has XML, format suffixes, and Icehouse's fault messages. */
        public boolean isLegacy() {
            return this != V21;
        }
    }
}
