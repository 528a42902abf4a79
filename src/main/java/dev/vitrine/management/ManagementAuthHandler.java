package dev.vitrine.management;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.config.source.Secret;
import dev.vitrine.model.Authority;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates requests on the management listener: by the bearer token of {@code management.token-file}, or, where none
 * is configured, by a Host that no web page from elsewhere can have.
 */
public final class ManagementAuthHandler implements Handler<RoutingContext> {
    private final @Nullable Secret token;

    /** Makes the handler for this token, or null for none: then the listener is on loopback only. */
    ManagementAuthHandler(@Nullable Secret token) {
        this.token = token;
    }

    /** Lets the request pass with the token or, where none is configured, with an own Host; else 401 or 403. */
    @Override
    public void handle(RoutingContext context) {
        if (token == null && !isOwnHost(context.request().getHeader(HttpHeaders.HOST))) {
            Responses.text(
                    context, 403, "Ask by address or as localhost; by another name only with management.token-file.\n");
        } else {
            requireToken(context);
        }
    }

    /** Lets the request pass with the token, or if none is configured: for what contains no identifiers. Else 401. */
    void requireToken(RoutingContext context) {
        if (token == null || isToken(token, context.request().getHeader("Authorization"))) {
            context.next();
        } else {
            context.response().putHeader("WWW-Authenticate", "Bearer");
            Responses.text(context, 401, "The token of management.token-file is needed.\n");
        }
    }

    /** In constant time: the response time must not reveal how much of a guess is right. */
    private static boolean isToken(Secret token, @Nullable String authorization) {
        byte[] shown = String.valueOf(authorization).getBytes(UTF_8);
        return MessageDigest.isEqual(("Bearer " + token.text()).getBytes(UTF_8), shown);
    }

    /**
     * Protects against DNS rebinding: a page from elsewhere can resolve its own name to this listener's address. Its browser
     * names that host; {@link ManagementServer} lets only HTTP/1.0 name none, and such a request is for this address.
     */
    private static boolean isOwnHost(@Nullable String host) {
        return host == null || Authority.isAddressOrLocalhost(host);
    }
}
