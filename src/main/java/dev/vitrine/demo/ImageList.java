package dev.vitrine.demo;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A page of {@code GET /v2/images}: the images that match every parameter, the newest first.
 *
 * <p>{@code sort}, {@code sort_key} and {@code sort_dir} are accepted and have no effect.
 */
final class ImageList {
    private static final int DEFAULT_LIMIT = 25;
    private static final int MAX_LIMIT = 1000;
    private static final Set<String> VISIBILITIES = Set.of("public", "community", "shared", "private", "all");
    private static final Set<String> MEMBER_STATUSES = Set.of("pending", "accepted", "rejected", "all");
    private static final Set<String> NO_FILTERS =
            Set.of("limit", "marker", "visibility", "member_status", "tag", "sort", "sort_key", "sort_dir", "deleted");

    private final DemoCloud cloud;
    private final DemoCaller caller;
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private final List<String> tags;

    /** Takes the query parameters. The last one of repeated parameters is used, but all of {@code tag}. */
    ImageList(DemoCloud cloud, DemoCaller caller, MultiMap query) {
        this.cloud = cloud;
        this.caller = caller;
        this.tags = query.getAll("tag");
        query.forEach(parameter -> parameters.put(parameter.getKey(), parameter.getValue()));
    }

    /** Returns the response body. Throws 400, or 403 for a marker that the caller may not see. */
    Buffer page() {
        int limit = limit();
        Predicate<DemoImage> filter = filter();
        String marker = parameters.remove("marker");
        List<DemoImage> images = (marker == null ? cloud.newestFirst() : cloud.after(image(marker)))
                .stream().filter(filter).limit(limit).toList();
        String first = link();
        boolean isFull = !images.isEmpty() && images.size() == limit;
        if (isFull) {
            parameters.put("marker", images.get(limit - 1).id());
        }
        return document(images, first, isFull ? link() : "");
    }

    private int limit() {
        try {
            String given = parameters.get("limit");
            int limit = given == null ? DEFAULT_LIMIT : Integer.parseInt(given.strip());
            if (limit < 0) {
                throw new DemoGlanceException(400, "limit param must be positive");
            }
            return Math.min(limit, MAX_LIMIT);
        } catch (NumberFormatException notANumber) {
            throw new DemoGlanceException(400, "limit param must be an integer");
        }
    }

    private DemoImage image(String marker) {
        DemoImage image = cloud.image(marker);
        if (image == null || !DemoCaller.ANONYMOUS.canSee(image)) {
            throw new DemoGlanceException(400, "No image found with ID " + marker);
        }
        if (!caller.canSee(image)) {
            throw new DemoGlanceException(403, "Forbidding request, image " + marker + " not visible");
        }
        return image;
    }

    private Predicate<DemoImage> filter() {
        String visibility = parameters.get("visibility");
        if (visibility != null && !VISIBILITIES.contains(visibility)) {
            throw new DemoGlanceException(400, "Invalid visibility value: " + visibility);
        }
        String memberStatus = parameters.getOrDefault("member_status", "accepted");
        if (!MEMBER_STATUSES.contains(memberStatus)) {
            throw new DemoGlanceException(400, "Invalid status: " + memberStatus);
        }
        if (parameters.containsKey("changes-since")) {
            throw new DemoGlanceException(400, "The \"changes-since\" filter is no longer available on v2.");
        }
        Predicate<DemoImage> all = image -> caller.canList(image, visibility, memberStatus);
        return all.and(parameterFilters());
    }

    private Predicate<DemoImage> parameterFilters() {
        Predicate<DemoImage> all = ImageFilter.of(
                "os_hidden", parameters.getOrDefault("os_hidden", "false").toLowerCase(Locale.ROOT));
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            if (!NO_FILTERS.contains(parameter.getKey()) && !parameter.getKey().equals("os_hidden")) {
                all = all.and(ImageFilter.of(parameter.getKey(), parameter.getValue()));
            }
        }
        for (String tag : tags) {
            all = all.and(image -> image.hasTag(tag.strip()));
        }
        return all;
    }

    private String link() {
        String query = parameters.entrySet().stream()
                .map(parameter -> encoded(parameter.getKey()) + "=" + encoded(parameter.getValue()))
                .collect(Collectors.joining("&"));
        return "/v2/images" + (query.isEmpty() ? "" : "?") + query;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Joins the encoded images. The links need no JSON escaping, since they are percent-encoded. */
    private static Buffer document(List<DemoImage> images, String first, String next) {
        Buffer page = Buffer.buffer("{\"images\": [");
        String separator = "";
        for (DemoImage image : images) {
            page.appendString(separator).appendBuffer(image.json());
            separator = ", ";
        }
        page.appendString("], \"first\": \"").appendString(first);
        if (!next.isEmpty()) {
            page.appendString("\", \"next\": \"").appendString(next);
        }
        return page.appendString("\", \"schema\": \"/v2/schemas/images\"}");
    }
}
