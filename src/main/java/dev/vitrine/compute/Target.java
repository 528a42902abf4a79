package dev.vitrine.compute;

import dev.vitrine.model.Format;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a path leads to.
 *
 * @param mount the mount, or null for a path outside all of them
 * @param project the project in the path, or null if the path has none
 * @param route the route, or null if the path leads nowhere
 * @param image the text in the place of the image's id, without its suffix; empty where the route has none
 * @param suffix the format that a suffix asks for, or null
 * @param wellFormed false if the path cannot be read at all
 */
record Target(
        @Nullable Mount mount,
        @Nullable String project,
        @Nullable Route route,
        String image,
        @Nullable Format suffix,
        boolean wellFormed) {

    private static final String IMAGES = "images";

    /** Returns what a raw path leads to; an escaped slash is one, and no segment of ours holds it. */
    static Target of(String rawPath) {
        List<String> segments = Segments.of(rawPath);
        if (segments == null) {
            return new Target(rawMount(rawPath), null, null, "", null, false);
        }
        Mount mount = segments.isEmpty() ? null : Mount.of(segments.get(0));
        if (mount == null || segments.stream().anyMatch(segment -> segment.indexOf('/') >= 0)) {
            return new Target(mount, null, null, "", null, true);
        }
        // "images" behind /v2.1 is the resource, never a project of that name.
        boolean projectless =
                mount == Mount.V2_1 && segments.size() > 1 && segments.get(1).equals(IMAGES);
        String project = projectless || segments.size() < 2 ? null : segments.get(1);
        return resource(
                mount, project, segments.subList(Math.min(segments.size(), projectless ? 1 : 2), segments.size()));
    }

    /** The mount of a path that cannot be decoded: it still says in which format the client is told so. */
    private static @Nullable Mount rawMount(String rawPath) {
        int end = rawPath.indexOf('/', 1);
        return end < 0 ? null : Mount.of(rawPath.substring(1, end));
    }

    private static Target resource(Mount mount, @Nullable String project, List<String> rest) {
        if (mount == Mount.V2_1 && project != null && rest.equals(List.of(""))) {
            return new Target(mount, project, Route.VERSION, "", null, true);
        }
        boolean isImage =
                rest.size() == 2 && rest.get(0).equals(IMAGES) && !rest.get(1).isEmpty();
        if (!isImage) {
            return new Target(mount, project, null, "", null, true);
        }
        String id = rest.get(1);
        Format suffix = mount.isLegacy() ? suffix(id) : null;
        int end = suffix == null ? id.length() : id.lastIndexOf('.');
        return new Target(mount, project, Route.IMAGE, id.substring(0, end), suffix, true);
    }

    private static @Nullable Format suffix(String segment) {
        return segment.endsWith(".json") ? Format.JSON : segment.endsWith(".xml") ? Format.XML : null;
    }
}
