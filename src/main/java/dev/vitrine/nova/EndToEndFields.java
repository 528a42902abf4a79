package dev.vitrine.nova;

import dev.vitrine.server.ResponseDate;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which header and trailer fields an intermediary passes on (RFC 9110, 7.6.1): not those of one connection, nor those that
 * {@code Connection} names. How a message is framed each connection says anew.
 */
final class EndToEndFields {
    private EndToEndFields() {}

    /**
     * Returns whether a server may take the field for another one. WSGI servers hand a hyphen and an underscore over as the
     * same letter (CGI, RFC 3875, 4.1.18): {@code Transfer_Encoding} would frame a body, and {@code X_Forwarded_For} name a
     * client. Nginx drops such fields, too.
     */
    static boolean isAmbiguous(String name) {
        return name.indexOf('_') >= 0;
    }

    /**
     * Copies the fields of a request, but for {@link #isAmbiguous ambiguous} ones. {@code Host} and {@code Content-Length}
     * are left out, as are the fields that say how the request came here, which {@link ForwardedFields} sets.
     */
    static void ofRequest(MultiMap from, MultiMap to) {
        List<String> named = namedByConnection(from);
        for (Map.Entry<String, String> field : from) {
            String name = field.getKey();
            boolean isLeftOut =
                    isAmbiguous(name) || is(name, "Host") || is(name, "Content-Length") || ForwardedFields.isOne(name);
            // The platform sends no trailers behind a request's body, so that none are announced.
            if (!isLeftOut && !is(name, "Trailer") && isEndToEnd(name, named)) {
                to.add(name, field.getValue());
            }
        }
    }

    /**
     * Copies the fields of a response; a length beside a transfer coding does not count (RFC 9112, 6.3). One without a date gets
     * one (RFC 9110, 6.6.1).
     */
    static void ofResponse(MultiMap from, MultiMap to) {
        List<String> named = namedByConnection(from);
        boolean isCoded = from.contains(HttpHeaders.TRANSFER_ENCODING);
        for (Map.Entry<String, String> field : from) {
            String name = field.getKey();
            if (isEndToEnd(name, named) && !(isCoded && is(name, "Content-Length"))) {
                to.add(name, field.getValue());
            }
        }
        if (!to.contains(HttpHeaders.DATE)) {
            to.set(HttpHeaders.DATE, ResponseDate.now());
        }
    }

    /** Copies the fields of the trailers of a response: none that frame, route or authenticate (RFC 9110, 6.5.1). */
    static void ofTrailers(MultiMap from, MultiMap to) {
        for (Map.Entry<String, String> field : from) {
            String name = field.getKey();
            if (isEndToEnd(name, null) && !is(name, "Content-Length") && !is(name, "Host") && !is(name, "Trailer")) {
                to.add(name, field.getValue());
            }
        }
    }

    private static boolean isEndToEnd(String name, @Nullable List<String> named) {
        // HTTP/2's pseudo-header fields are no header fields (RFC 9113, 8.3).
        if (name.isEmpty() || name.charAt(0) == ':' || isOfConnection(name)) {
            return false;
        }
        return named == null || named.stream().noneMatch(name::equalsIgnoreCase);
    }

    private static boolean isOfConnection(String name) {
        return switch (name.length()) {
            case 2 -> is(name, "TE");
            case 7 -> is(name, "Upgrade");
            case 10 -> is(name, "Connection") || is(name, "Keep-Alive");
            case 16 -> is(name, "Proxy-Connection");
            case 17 -> is(name, "Transfer-Encoding");
            default -> false;
        };
    }

    private static boolean is(String name, String other) {
        return name.equalsIgnoreCase(other);
    }

    /** Null for none. A name that a request cannot do without, such as Content-Length, is set anew whether it is named or not. */
    private static @Nullable List<String> namedByConnection(MultiMap fields) {
        List<String> named = null;
        for (String line : fields.getAll(HttpHeaders.CONNECTION)) {
            for (String option : line.split(",", -1)) {
                String name = option.strip();
                if (!name.isEmpty() && !is(name, "close") && !is(name, "keep-alive")) {
                    named = named == null ? new ArrayList<>() : named;
                    named.add(name);
                }
            }
        }
        return named;
    }
}
