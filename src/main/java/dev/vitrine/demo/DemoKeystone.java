package dev.vitrine.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vitrine.demo.DemoUser.Credential;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The demo Keystone: the tokens API, version 3, with login, validation and revocation.
 *
 * <p>One instance may serve any number of servers on any threads; it responds on the event loop of the request.
 */
public final class DemoKeystone implements Handler<HttpServerRequest> {
    private static final String UNAUTHORIZED = "The request you have made requires authentication.";

    private final DemoCloud cloud;

    /** Returns a Keystone with the users and tokens of {@code cloud}. */
    public DemoKeystone(DemoCloud cloud) {
        this.cloud = Objects.requireNonNull(cloud, "cloud");
    }

    /** Responds to a request, after its body was received. */
    @Override
    public void handle(HttpServerRequest request) {
        if (request.method().equals(HttpMethod.POST)) {
            request.body().onSuccess(body -> send(request, login(request, body)));
        } else {
            send(request, response(request));
        }
    }

    private static void send(HttpServerRequest request, DemoResponse response) {
        Map<String, String> headers = new HashMap<>(response.headers());
        headers.put("Vary", "X-Auth-Token");
        if (response.status() == 401) {
            headers.put("WWW-Authenticate", "Keystone uri=\"" + url(request) + "\"");
        }
        response.with(headers).send(request.response());
    }

    private DemoResponse response(HttpServerRequest request) {
        String path = path(request);
        if (path.equals("/v3/auth/tokens")) {
            return subjectToken(request);
        }
        ObjectNode version = version(request);
        if (path.equals("/v3") || path.equals("/v3/")) {
            return DemoResponse.json(200, DemoJson.object().set("version", version));
        }
        if (path.equals("/")) {
            ObjectNode versions = DemoJson.object();
            versions.putObject("versions").putArray("values").add(version);
            return DemoResponse.json(300, versions);
        }
        return error(404, "Not Found", "(http://" + request.authority() + path + "): The resource could not be found.");
    }

    private DemoResponse subjectToken(HttpServerRequest request) {
        DemoToken caller = cloud.token(request.getHeader("X-Auth-Token"));
        if (caller == null) {
            return error(401, "Unauthorized", UNAUTHORIZED);
        }
        String subject = request.getHeader("X-Subject-Token");
        if (!isAllowed(request.method(), caller, subject)) {
            return error(
                    403, "Forbidden", "You are not authorized to perform the requested action: " + action(request));
        }
        boolean mayBeExpired = "1".equals(request.getParam("allow_expired"));
        DemoToken token = mayBeExpired ? cloud.tokenOrExpired(subject) : cloud.token(subject);
        if (token == null) {
            return error(404, "Not Found", "Could not recognize Fernet token.");
        }
        if (request.method().equals(HttpMethod.DELETE)) {
            cloud.revoke(token.value());
            return DemoResponse.of(204);
        }
        if (hasRules(token) && !"1.0".equals(request.getHeader("OpenStack-Identity-Access-Rules"))) {
            return error(404, "Not Found", "Failed to validate token");
        }
        return tokenResponse(request, token, 200);
    }

    /** Allows every token for itself, administrators for all tokens, and services to validate all tokens. */
    private static boolean isAllowed(HttpMethod method, DemoToken caller, @Nullable String subject) {
        DemoUser user = caller.user();
        boolean isService = user.hasRole("service") && !method.equals(HttpMethod.DELETE);
        return isService || user.hasRole("admin") || caller.value().equals(subject);
    }

    private static String action(HttpServerRequest request) {
        return request.method().equals(HttpMethod.DELETE) ? "identity:revoke_token." : "identity:validate_token.";
    }

    private static boolean hasRules(DemoToken token) {
        Credential credential = token.user().credential();
        return credential != null && !credential.rules().isEmpty();
    }

    private DemoResponse login(HttpServerRequest request, Buffer body) {
        if (!path(request).equals("/v3/auth/tokens")) {
            return error(404, "Not Found", "The resource could not be found.");
        }
        JsonNode identity = DemoJson.read(body).path("auth").path("identity");
        if (!identity.path("methods").isArray()) {
            return error(400, "Bad Request", "'identity' is a required property");
        }
        DemoToken token = login(identity);
        return token == null ? error(401, "Unauthorized", UNAUTHORIZED) : tokenResponse(request, token, 201);
    }

    private @Nullable DemoToken login(JsonNode identity) {
        String method = identity.path("methods").path(0).asText();
        boolean byPassword = method.equals("password");
        JsonNode given = byPassword ? identity.path("password").path("user") : identity.path(method);
        String name = given.path(given.has("id") ? "id" : "name").asText();
        String secret = given.path(byPassword ? "password" : "secret").asText();
        return cloud.login(method, name, secret);
    }

    private static DemoResponse tokenResponse(HttpServerRequest request, DemoToken token, int status) {
        ObjectNode document = DemoTokenDocument.of(token);
        boolean isUnscoped = token.user().scope() instanceof DemoUser.Scope.Unscoped;
        if (!isUnscoped && !request.params().contains("nocatalog")) {
            DemoTokenDocument.addCatalog(document, url(request));
        }
        return DemoResponse.json(status, document).with(Map.of("X-Subject-Token", token.value()));
    }

    private static ObjectNode version(HttpServerRequest request) {
        ObjectNode version = DemoJson.object().put("id", "v3.14").put("status", "stable");
        version.put("updated", "2020-04-07T00:00:00Z");
        version.putArray("links").addObject().put("rel", "self").put("href", url(request) + "/");
        version.putArray("media-types")
                .addObject()
                .put("base", "application/json")
                .put("type", "application/vnd.openstack.identity-v3+json");
        return version;
    }

    /** Returns the path; that of {@code OPTIONS *}, which has none, is a slash. */
    private static String path(HttpServerRequest request) {
        return Objects.requireNonNullElse(request.path(), "/");
    }

    private static String url(HttpServerRequest request) {
        return "http://" + request.authority() + "/v3";
    }

    private static DemoResponse error(int code, String title, String message) {
        ObjectNode document = DemoJson.object();
        document.putObject("error").put("code", code).put("message", message).put("title", title);
        return DemoResponse.json(code, document);
    }
}
