package dev.vitrine.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What came of one request, as a person reads it.
 *
 * @param path what was asked for
 * @param id the global id of the request
 * @param knownBefore what was remembered of the token before it
 * @param known the same after it
 * @param imageBefore what was remembered of the image before it; null if the path names none
 * @param image the same after it
 * @param answer what the client got
 * @param became what the gateway noted
 * @param nanos how long the client waited
 */
record Explanation(
        String path,
        String id,
        JsonObject knownBefore,
        JsonObject known,
        @Nullable JsonObject imageBefore,
        @Nullable JsonObject image,
        HttpResponse<byte[]> answer,
        JsonObject became,
        long nanos) {

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("request  GET " + path + ", " + id);
        lines.add("token    " + token());
        if (imageBefore != null && image != null) {
            lines.add("before   " + memory(imageBefore));
        }
        lines.add("answer   " + answer.statusCode() + ", " + answer.body().length + " bytes; " + cache());
        if (imageBefore != null && image != null) {
            lines.add("after    " + memory(image));
        }
        addTime(lines);
        return lines;
    }

    private String token() {
        String name = known.getString("token");
        return switch (known.getString("verdict", "")) {
            case "valid" -> {
                String project = known.getString("project");
                String role = known.getString("role_class");
                String expires = known.getString("expires");
                yield name + " is valid" + (expires == null ? "" : " until " + expires)
                        + (project == null ? ", of no project that is known" : ", of project " + project)
                        + "; class of callers " + known.getString("access_class")
                        + (role == null ? "" : ", of roles " + role)
                        + (isKnownBefore() ? "; remembered" : "; not remembered before");
            }
            case "invalid" -> name + " is not valid" + (isKnownBefore() ? ", as was remembered" : "");
            default -> name + " is not remembered: nobody could say what it is worth, or nobody was asked";
        };
    }

    private boolean isKnownBefore() {
        return !"unknown".equals(knownBefore.getString("verdict"));
    }

    /** Tells the one image that this caller would be shown, and how many others are remembered. */
    private String memory(JsonObject remembered) {
        JsonArray all = remembered.getJsonArray("remembered");
        JsonObject own = null;
        for (int i = 0; i < all.size() && own == null; i++) {
            JsonObject one = all.getJsonObject(i);
            own = isFor(one) ? one : null;
        }
        String others = all.size() - (own == null ? 0 : 1) + " of other classes";
        return own == null
                ? "nothing is remembered for this class of callers; " + others
                : "remembered for this class of callers: " + own.getString("visibility") + ", " + own.getString("state")
                        + ", " + own.getValue("age_seconds") + " s old; " + others;
    }

    private boolean isFor(JsonObject remembered) {
        String role = known.getString("role_class");
        return String.valueOf(known.getString("access_class")).equals(remembered.getString("access_class"))
                || (role != null && role.equals(remembered.getString("role_class")));
    }

    private String cache() {
        String word = became.getJsonObject("answer").getString("cache");
        return word
                + switch (word) {
                    case "hit" -> ": from memory";
                    case "stale" -> ": from memory, past its time; it is asked for anew, or Glance gives no answer";
                    case "refreshed" -> ": past its time, Glance was asked anew first";
                    case "miss" -> ": not in memory, Glance was asked";
                    case "joined" -> ": not in memory, another request had asked Glance already";
                    case "negative" -> ": that there is nothing for this class of callers was in memory";
                    default -> ": the memory was not asked";
                };
    }

    private void addTime(List<String> lines) {
        double whole = became.getJsonObject("answer").getDouble("seconds");
        double within = 0;
        lines.add("time     " + millis(nanos / 1e9) + " for the client, " + millis(whole) + " of it in the gateway:");
        JsonArray calls = became.getJsonArray("calls", new JsonArray());
        for (int i = 0; i < calls.size(); i++) {
            JsonObject call = calls.getJsonObject(i);
            within += call.getDouble("seconds");
            lines.add("         " + millis(call.getDouble("seconds")) + "  " + call.getString("service") + ", "
                    + call.getString("call") + ": " + call.getString("outcome") + " (after "
                    + millis(call.getDouble("after_seconds")).strip() + ")");
        }
        lines.add("         " + millis(Math.max(whole - within, 0)) + "  the gateway's own");
    }

    private static String millis(double seconds) {
        return String.format(Locale.ROOT, "%.3f ms", seconds * 1e3);
    }
}
