package dev.vitrine.api.request;

import dev.vitrine.model.Authority;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.View.Format;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a path leads to.
 *
 * @param mount the mount, or null for a path outside all of them
 * @param project the project in the path, or null if the path has none
 * @param route the route, or null if the path leads nowhere
 * @param image the text in the place of the image's id, without its suffix; empty where the route has none
 * @param key the key of a metadata item, or the alias of an extension; empty where the route has none
 * @param suffix the format that a suffix asks for, or null
 * @param wellFormed false if the path cannot be read at all
 */
public record RequestPath(
        @Nullable Mount mount,
        @Nullable String project,
        @Nullable ApiRoute route,
        String image,
        String key,
        @Nullable Format suffix,
        boolean wellFormed) {

    static final String IMAGES = "images";
    static final String METADATA = "metadata";
    private static final String EXTENSIONS = "extensions";
    private static final String DETAIL = "/detail";

    /**
     * Returns what a raw path leads to; an escaped slash is one, and no segment of ours holds it.
     *
     * @param takesSuffix whether a suffix on that mount chooses the format, or is part of an id
     */
    public static RequestPath of(String rawPath, Predicate<Mount> takesSuffix) {
        List<String> segments = PathSegments.of(rawPath);
        if (segments == null) {
            return new RequestPath(rawMount(rawPath), null, null, "", "", null, false);
        }
        Mount mount = segments.isEmpty() ? null : Mount.of(segments.get(0));
        if (mount == null || segments.stream().anyMatch(segment -> segment.indexOf('/') >= 0)) {
            return nowhere(mount, null);
        }
        boolean hasSuffixes = takesSuffix.test(mount);
        boolean projectless = mount.isProjectOptional() && isProjectless(segments, hasSuffixes);
        String project = projectless || segments.size() < 2 ? null : segments.get(1);
        List<String> rest = segments.subList(Math.min(segments.size(), projectless ? 1 : 2), segments.size());
        return resource(mount, project, rest, hasSuffixes);
    }

    /** "images" and "extensions" behind such a mount are resources, never projects; so are their paths with a suffix. */
    private static boolean isProjectless(List<String> segments, boolean takesSuffix) {
        String second = segments.size() < 2 ? "" : segments.get(1);
        boolean hasSuffix = takesSuffix && segments.size() == 2 && suffix(second) != null;
        return isResource(second) || (hasSuffix && isResource(bare(second)));
    }

    private static boolean isResource(String segment) {
        return segment.equals(IMAGES) || segment.equals(EXTENSIONS);
    }

    /**
     * Returns what a path leads to that is written as nearly all are, {@code /mount/project/images} with nothing behind it,
     * with {@code /detail} or with the id of an image, and without escapes, doubled slashes or anything else to think about;
     * null for any other. What it returns, {@link #of} returns too.
     */
    public static @Nullable RequestPath plain(String rawPath, Predicate<Mount> takesSuffix) {
        int project = rawPath.indexOf('/', 1) + 1;
        int images = rawPath.indexOf('/', project) + 1;
        int rest = images + IMAGES.length();
        if (project == 0 || images == 0 || rawPath.charAt(0) != '/' || !rawPath.startsWith(IMAGES, images)) {
            return null;
        }
        Mount mount = Mount.of(rawPath.substring(1, project - 1));
        Format suffix = mount != null && takesSuffix.test(mount) ? suffix(rawPath) : null;
        int end = suffix == null ? rawPath.length() : rawPath.lastIndexOf('.');
        ApiRoute route = plainRoute(rawPath, rest, end);
        String projectId = rawPath.substring(project, images - 1);
        if (mount == null || route == null || !isUnreserved(rawPath, project, images - 1) || isResource(projectId)) {
            return null;
        }
        String image = route == ApiRoute.IMAGE ? rawPath.substring(rest + 1, end) : "";
        return new RequestPath(mount, projectId, route, image, "", suffix, true);
    }

    private static @Nullable ApiRoute plainRoute(String rawPath, int from, int to) {
        if (from == to) {
            return ApiRoute.INDEX;
        }
        if (to - from == DETAIL.length() && rawPath.startsWith(DETAIL, from)) {
            return ApiRoute.DETAIL;
        }
        boolean isId = to - from == 1 + ImageId.LENGTH && rawPath.charAt(from) == '/';
        return isId && isUnreserved(rawPath, from + 1, to) ? ApiRoute.IMAGE : null;
    }

    private static boolean isUnreserved(String rawPath, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Authority.isUnreserved(rawPath.charAt(i))) {
                return false;
            }
        }
        return from < to;
    }

    /** Returns whether the path is one of the images API's, and not that of an extension or of a version's document. */
    public boolean leadsToImages() {
        return route != null && route.isOfImages();
    }

    /** The mount of a path that cannot be decoded: it still decides the format of the fault. */
    private static @Nullable Mount rawMount(String rawPath) {
        int end = rawPath.indexOf('/', 1);
        return end < 0 ? null : Mount.of(rawPath.substring(1, end));
    }

    private static RequestPath nowhere(@Nullable Mount mount, @Nullable String project) {
        return new RequestPath(mount, project, null, "", "", null, true);
    }

    private static RequestPath resource(Mount mount, @Nullable String project, List<String> rest, boolean takesSuffix) {
        if (mount == Mount.V2_1 && project != null && rest.equals(List.of(""))) {
            return new RequestPath(mount, project, ApiRoute.VERSION, "", "", null, true);
        }
        if (rest.size() == 4 && rest.get(0).equals(IMAGES) && rest.get(2).equals(METADATA) && isFull(rest)) {
            // A key may end in .json or .xml itself, so nothing is taken off it here: see keySuffix.
            return new RequestPath(mount, project, ApiRoute.ITEM, rest.get(1), rest.get(3), null, true);
        }
        if (rest.isEmpty() || rest.size() > 3) {
            return nowhere(mount, project);
        }
        String last = rest.get(rest.size() - 1);
        Format suffix = takesSuffix ? suffix(last) : null;
        String bare = suffix == null ? last : bare(last);
        return suffixed(mount, project, rest, bare, suffix);
    }

    private static RequestPath suffixed(
            Mount mount, @Nullable String project, List<String> rest, String last, @Nullable Format suffix) {
        if (rest.size() == 1 && last.equals(IMAGES)) {
            return new RequestPath(mount, project, ApiRoute.INDEX, "", "", suffix, true);
        }
        if (rest.size() == 1 && last.equals(EXTENSIONS)) {
            return new RequestPath(mount, project, ApiRoute.EXTENSIONS, "", "", suffix, true);
        }
        if (rest.size() == 2 && rest.get(0).equals(EXTENSIONS) && isFull(rest)) {
            return new RequestPath(mount, project, ApiRoute.EXTENSION, "", last, suffix, true);
        }
        if (!rest.get(0).equals(IMAGES) || !isFull(rest)) {
            return nowhere(mount, project);
        }
        if (rest.size() == 2) {
            boolean detail = last.equals("detail");
            return new RequestPath(
                    mount, project, detail ? ApiRoute.DETAIL : ApiRoute.IMAGE, detail ? "" : last, "", suffix, true);
        }
        return rest.size() == 3 && last.equals(METADATA)
                ? new RequestPath(mount, project, ApiRoute.METADATA, rest.get(1), "", suffix, true)
                : nowhere(mount, project);
    }

    /**
     * Returns the format that the end of the key asks for where an image has no item of the whole key; null if the key has no
     * such end.
     */
    public @Nullable Format keySuffix() {
        return suffix(key);
    }

    /** Returns the key without its {@link #keySuffix}, which it has. */
    public String bareKey() {
        return bare(key);
    }

    private static boolean isFull(List<String> segments) {
        return segments.stream().noneMatch(String::isEmpty);
    }

    private static @Nullable Format suffix(String segment) {
        return segment.endsWith(".json") ? Format.JSON : segment.endsWith(".xml") ? Format.XML : null;
    }

    /** Returns a segment without its suffix. */
    private static String bare(String segment) {
        return segment.substring(0, segment.lastIndexOf('.'));
    }
}
