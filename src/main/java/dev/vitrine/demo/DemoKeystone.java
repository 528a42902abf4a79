package dev.vitrine.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keystone's tokens API, version 3: logging in, validating and revoking.
 *
 * <p>One instance may serve any number of servers on any threads; its answers come on the event loop of the request.
 * {@code allow_expired} has no effect: an expired token is gone.
 */
public final class DemoKeystone implements Handler<HttpServerRequest> {
    private static final String UNAUTHORIZED = "The request you have made requires authentication.";

    private final DemoCloud cloud;

    /** Makes a Keystone that knows the users and tokens of {@code cloud}. */
    public DemoKeystone(DemoCloud cloud) {
        this.cloud = Objects.requireNonNull(cloud, "cloud");
    }

    /** Answers one request, once its body is there. */
    @Override
    public void handle(HttpServerRequest request) {
        if (request.method().equals(HttpMethod.POST)) {
            request.body().onSuccess(body -> send(request, posted(request, body)));
        } else {
            send(request, asked(request));
        }
    }

    private static void send(HttpServerRequest request, Reply reply) {
        Map<String, String> headers = new HashMap<>(reply.headers());
        headers.put("Vary", "X-Auth-Token");
        if (reply.status() == 401) {
            headers.put("WWW-Authenticate", "Keystone uri=\"" + url(request) + "\"");
        }
        reply.with(headers).send(request.response());
    }

    private Reply asked(HttpServerRequest request) {
        String path = path(request);
        if (path.equals("/v3/auth/tokens")) {
            return aboutSubject(request);
        }
        ObjectNode version = version(request);
        if (path.equals("/v3") || path.equals("/v3/")) {
            return Reply.json(200, Json.object().set("version", version));
        }
        if (path.equals("/")) {
            ObjectNode versions = Json.object();
            versions.putObject("versions").putArray("values").add(version);
            return Reply.json(300, versions);
        }
        return error(404, "Not Found", "(http://" + request.authority() + path + "): The resource could not be found.");
    }

    private Reply aboutSubject(HttpServerRequest request) {
        DemoToken asking = cloud.token(request.getHeader("X-Auth-Token"));
        if (asking == null) {
            return error(401, "Unauthorized", UNAUTHORIZED);
        }
        String subject = request.getHeader("X-Subject-Token");
        if (!mayAsk(request.method(), asking, subject)) {
            return error(
                    403, "Forbidden", "You are not authorized to perform the requested action: " + action(request));
        }
        DemoToken token = cloud.token(subject);
        if (token == null) {
            return error(404, "Not Found", "Could not recognize Fernet token.");
        }
        if (request.method().equals(HttpMethod.DELETE)) {
            cloud.revoke(token.value());
            return Reply.of(204);
        }
        if (hasRules(token) && !"1.0".equals(request.getHeader("OpenStack-Identity-Access-Rules"))) {
            return error(404, "Not Found", "Failed to validate token");
        }
        return described(request, token, 200);
    }

    /** A token may always ask about itself; about others an administrator may, and a service if it changes nothing. */
    private static boolean mayAsk(HttpMethod method, DemoToken asking, @Nullable String subject) {
        DemoUser user = asking.user();
        boolean isService = user.hasRole("service") && !method.equals(HttpMethod.DELETE);
        return isService || user.hasRole("admin") || asking.value().equals(subject);
    }

    private static String action(HttpServerRequest request) {
        return request.method().equals(HttpMethod.DELETE) ? "identity:revoke_token." : "identity:validate_token.";
    }

    private static boolean hasRules(DemoToken token) {
        DemoCredential credential = token.user().credential();
        return credential != null && !credential.rules().isEmpty();
    }

    private Reply posted(HttpServerRequest request, Buffer body) {
        if (!path(request).equals("/v3/auth/tokens")) {
            return error(404, "Not Found", "The resource could not be found.");
        }
        JsonNode identity = Json.read(body).path("auth").path("identity");
        if (!identity.path("methods").isArray()) {
            return error(400, "Bad Request", "'identity' is a required property");
        }
        DemoToken token = login(identity);
        return token == null ? error(401, "Unauthorized", UNAUTHORIZED) : described(request, token, 201);
    }

    private @Nullable DemoToken login(JsonNode identity) {
        String method = identity.path("methods").path(0).asText();
        boolean byPassword = method.equals("password");
        JsonNode given = byPassword ? identity.path("password").path("user") : identity.path(method);
        String name = given.path(given.has("id") ? "id" : "name").asText();
        String secret = given.path(byPassword ? "password" : "secret").asText();
        return cloud.login(method, name, secret);
    }

    private static Reply described(HttpServerRequest request, DemoToken token, int status) {
        ObjectNode document = TokenDocument.of(token);
        boolean isUnscoped = token.user().scope() instanceof DemoScope.Nothing;
        if (!isUnscoped && !request.params().contains("nocatalog")) {
            TokenDocument.addCatalog(document, url(request));
        }
        return Reply.json(status, document).with(Map.of("X-Subject-Token", token.value()));
    }

    private static ObjectNode version(HttpServerRequest request) {
        ObjectNode version = Json.object().put("id", "v3.14").put("status", "stable");
        version.put("updated", "2020-04-07T00:00:00Z");
        version.putArray("links").addObject().put("rel", "self").put("href", url(request) + "/");
        version.putArray("media-types")
                .addObject()
                .put("base", "application/json")
                .put("type", "application/vnd.openstack.identity-v3+json");
        return version;
    }

    /** Returns the path; {@code OPTIONS *} has none. */
    private static String path(HttpServerRequest request) {
        return Objects.requireNonNullElse(request.path(), "/");
    }

    private static String url(HttpServerRequest request) {
        return "http://" + request.authority() + "/v3";
    }

    private static Reply error(int code, String title, String message) {
        ObjectNode document = Json.object();
        document.putObject("error").put("code", code).put("message", message).put("title", title);
        return Reply.json(code, document);
    }
}
