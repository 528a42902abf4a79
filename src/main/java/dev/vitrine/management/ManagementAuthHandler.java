package dev.vitrine.management;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.config.Secret;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.security.MessageDigest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Who may ask for more than health. */
final class ManagementAuthHandler {
    /** What a browser can only have as the host of a page of ours: no name that others could point here. */
    private static final Pattern OWN_HOST = Pattern.compile("localhost|[0-9.]+|\\[?[0-9A-Fa-f:.]+]?");

    private final @Nullable Secret token;

    /** Takes the token that is to be shown, or null: then the listener is on loopback alone. */
    ManagementAuthHandler(@Nullable Secret token) {
        this.token = token;
    }

    /** Returns whether who asks may know figures, which name nobody; else answers him. */
    boolean admitsToFigures(HttpServerRequest request) {
        if (token == null) {
            return true;
        }
        // In constant time: how long it takes shall not tell how much of a guess is right.
        String shown = String.valueOf(request.getHeader("Authorization"));
        boolean isShown = MessageDigest.isEqual(("Bearer " + token.text()).getBytes(UTF_8), shown.getBytes(UTF_8));
        if (!isShown) {
            request.response().putHeader("WWW-Authenticate", "Bearer");
            Responses.answer(request, 401, "The token of management.token-file is needed.\n");
        }
        return isShown;
    }

    /** Returns whether who asks may know and do everything; else answers him. */
    boolean admits(HttpServerRequest request) {
        if (token != null || isOwnHost(request.authority())) {
            return admitsToFigures(request);
        }
        Responses.answer(
                request, 403, "Ask by address or as localhost; by another name only with management.token-file.\n");
        return false;
    }

    /** A page from elsewhere, in the browser of someone on this machine, can have its own name lead here. */
    private static boolean isOwnHost(@Nullable HostAndPort authority) {
        return authority != null && OWN_HOST.matcher(authority.host()).matches();
    }
}
