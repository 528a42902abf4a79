package dev.vitrine.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The explanation of one request, as lines of text.
 *
 * @param path the path of the request
 * @param id its global id
 * @param tokenBefore the cached validation of the token before the request
 * @param tokenAfter the same after it
 * @param cachedBefore the cache entries of the image or list before the request; null if the path asks for neither
 * @param cachedAfter the same after it
 * @param response the response that the client got
 * @param trace the gateway's trace of the request
 * @param nanos how long the client waited, in nanoseconds
 */
record Explanation(
        String path,
        String id,
        JsonObject tokenBefore,
        JsonObject tokenAfter,
        @Nullable JsonObject cachedBefore,
        @Nullable JsonObject cachedAfter,
        HttpResponse<byte[]> response,
        JsonObject trace,
        long nanos) {
    /** The message of a compute fault, in JSON or XML. */
    private static final Pattern MESSAGE =
            Pattern.compile("\"message\" *: *\"((?:[^\"\\\\]|\\\\.)*+)\"|<message>([^<]*+)</message>");

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("request  GET " + path + ", " + id);
        lines.add("token    " + token());
        if (cachedBefore != null && cachedBefore.containsKey("list")) {
            lines.add("list     " + list(cachedBefore.getJsonObject("list")));
        }
        if (cachedBefore != null && cachedAfter != null) {
            lines.add("before   " + entries(cachedBefore));
        }
        lines.add("response " + response.statusCode() + ", " + response.body().length + " bytes; " + cache());
        if (response.statusCode() >= 400) {
            lines.add("fault    " + fault());
            lines.add("check    " + check());
        }
        if (cachedBefore != null && cachedAfter != null) {
            lines.add("after    " + entries(cachedAfter));
        }
        addTimes(lines);
        return lines;
    }

    /** Returns the fault's message; it may repeat what the request had, of which nothing may control the terminal. */
    private String fault() {
        Matcher message = MESSAGE.matcher(new String(response.body(), UTF_8));
        String text = message.find() ? message.group(1) == null ? message.group(2) : message.group(1) : "";
        return text.isEmpty() ? "without a message" : text.replaceAll("\\p{Cntrl}", "?");
    }

    /** Returns which check has refused the request. A gateway of an earlier version does not say it. */
    private String check() {
        String refusedBy = trace.getJsonObject("response").getString("refused_by");
        return refusedBy == null ? "none: the operation answered it; see the calls below" : "refused by: " + refusedBy;
    }

    private String token() {
        String digest = tokenAfter.getString("token");
        return switch (tokenAfter.getString("validation", "")) {
            case "valid" -> digest + " is valid" + identity() + (wasCached() ? "; cached" : "; not cached before");
            case "invalid" -> digest + " is not valid" + (wasCached() ? "; cached" : "");
            default -> digest + " is not cached: it was not validated, or the validation failed";
        };
    }

    private String identity() {
        String project = tokenAfter.getString("project");
        String roles = tokenAfter.getString("role_class");
        String expires = tokenAfter.getString("expires");
        return (expires == null ? "" : " until " + expires)
                + (project == null ? ", without a known project" : ", project " + project)
                + ", access class " + tokenAfter.getString("access_class")
                + (roles == null ? "" : ", role class " + roles);
    }

    private boolean wasCached() {
        return !"not-cached".equals(tokenBefore.getString("validation"));
    }

    /** Returns what the list is cached under; its words are the request's, of which none controls the terminal. */
    private static String list(@Nullable JsonObject list) {
        if (list == null) {
            return "never cached: the request is refused, or no image can match it";
        }
        String marker = list.getString("marker");
        StringBuilder key = new StringBuilder(list.getBoolean("detail") ? "in detail, " : "in brief, ")
                .append(list.getString("view"))
                .append(", limit ")
                .append(list.getInteger("limit"))
                .append(marker == null ? "" : ", after " + marker);
        list.getJsonArray("filters").forEach(filter -> key.append(", ").append(filter));
        list.getJsonArray("compared")
                .forEach(filter -> key.append(", ").append(filter).append(" (by the gateway)"));
        return key.toString().replaceAll("\\p{Cntrl}", "?");
    }

    /** Returns the cache entry that serves this caller, and the number of entries for other access classes. */
    private String entries(JsonObject cached) {
        JsonArray entries = cached.getJsonArray("entries");
        JsonObject own = null;
        for (int i = 0; i < entries.size() && own == null; i++) {
            JsonObject entry = entries.getJsonObject(i);
            own = servesCaller(entry) ? entry : null;
        }
        String others = entries.size() - (own == null ? 0 : 1) + " for other access classes";
        return own == null
                ? "not cached for this access class; " + others
                : (cached.containsKey("list") ? ofList(own) : ofImage(own)) + "; " + others;
    }

    private static String ofImage(JsonObject entry) {
        return "cached for this access class: " + entry.getString("visibility") + ", " + entry.getString("state") + ", "
                + entry.getValue("age_seconds") + " s old";
    }

    private static String ofList(JsonObject entry) {
        int images = entry.getInteger("images");
        String state = entry.getString("state");
        return "cached for this " + (entry.containsKey("token_class") ? "token alone: " : "access class: ") + state
                + ", "
                + entry.getValue("age_seconds") + " s old, " + images + (images == 1 ? " image, " : " images, ")
                + switch (state) {
                    case "fresh" -> "is served";
                    case "stale" -> "is served while it is refreshed";
                    case "must-revalidate" ->
                        "is loaded again before it is served, and served as it is if Glance fails";
                    case "invalidated" -> "is not served, since an image was changed";
                    default -> "is not served";
                };
    }

    private boolean servesCaller(JsonObject entry) {
        String roles = tokenAfter.getString("role_class");
        return String.valueOf(tokenAfter.getString("access_class")).equals(entry.getString("access_class"))
                || String.valueOf(tokenAfter.getString("token_class")).equals(entry.getString("token_class"))
                || (roles != null && roles.equals(entry.getString("role_class")));
    }

    private String cache() {
        String outcome = trace.getJsonObject("response").getString("cache");
        return "cache " + outcome
                + switch (outcome) {
                    case "hit" -> ": served from the cache";
                    case "stale" -> ": a stale entry, served while it is revalidated or while Glance is unavailable";
                    case "refreshed" -> ": the entry was too old to be served, and was loaded from Glance again first";
                    case "miss" -> ": loaded from Glance";
                    case "coalesced" -> ": coalesced with another request that was loading it from Glance";
                    case "negative" -> ": a cached negative result (404, 403) for this access class";
                    default -> ": the cache was not used";
                };
    }

    private void addTimes(List<String> lines) {
        double total = trace.getJsonObject("response").getDouble("seconds");
        double called = 0;
        lines.add("time     " + millis(nanos / 1e9) + " at the client, of which " + millis(total) + " in the gateway:");
        JsonArray calls = trace.getJsonArray("calls", new JsonArray());
        for (int i = 0; i < calls.size(); i++) {
            JsonObject call = calls.getJsonObject(i);
            called += call.getDouble("seconds");
            lines.add("         " + millis(call.getDouble("seconds")) + "  " + call.getString("service") + ", "
                    + call.getString("call") + ": " + call.getString("outcome") + " (started after "
                    + millis(call.getDouble("after_seconds")) + ")");
        }
        lines.add("         " + millis(Math.max(total - called, 0)) + "  the gateway itself");
    }

    private static String millis(double seconds) {
        return String.format(Locale.ROOT, "%.3f ms", seconds * 1e3);
    }
}
