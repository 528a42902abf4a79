package dev.vitrine.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Glance's images API, version 2: images, their members, and switching them off and on. Image data is not part of it.
 *
 * <p>One instance may serve any number of servers on any threads; its answers come on the event loop of the request. Tokens
 * are judged at once by the {@link DemoCloud}, without asking Keystone and without remembering what it said; application
 * credentials' access rules are not looked at.
 */
public final class DemoGlance implements Handler<HttpServerRequest> {
    private static final Set<HttpMethod> WITH_BODY = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

    private final DemoCloud cloud;
    private final @Nullable String keystoneUrl;
    private final GlanceImages images;
    private final GlanceMembers members;

    /**
     * Makes a Glance that wants a valid token.
     *
     * @param keystoneUrl where its 401 answers send clients to
     */
    public DemoGlance(DemoCloud cloud, String keystoneUrl) {
        this(Objects.requireNonNull(keystoneUrl, "keystoneUrl"), cloud);
    }

    private DemoGlance(@Nullable String keystoneUrl, DemoCloud cloud) {
        this.cloud = Objects.requireNonNull(cloud, "cloud");
        this.keystoneUrl = keystoneUrl;
        this.images = new GlanceImages(cloud);
        this.members = new GlanceMembers(cloud);
    }

    /** Makes a Glance that takes everybody for an administrator without a project, whatever token they send. */
    public static DemoGlance withoutAuthentication(DemoCloud cloud) {
        return new DemoGlance(null, cloud);
    }

    /** Answers one request, once its body is there if it may have one. */
    @Override
    public void handle(HttpServerRequest request) {
        if (WITH_BODY.contains(request.method())) {
            request.body().onSuccess(body -> answer(request, body));
        } else {
            answer(request, Buffer.buffer());
        }
    }

    private void answer(HttpServerRequest request, Buffer body) {
        Reply reply;
        try {
            reply = reply(request, body);
        } catch (Refusal refusal) {
            reply = GlanceError.of(refusal, request.getHeader("Accept"));
        }
        reply.send(request.response());
    }

    private Reply reply(HttpServerRequest request, Buffer body) {
        String uriPath = Objects.requireNonNullElse(request.path(), "/");
        if (uriPath.equals("/healthcheck")) {
            return new Reply(200, "text/plain; charset=UTF-8", Buffer.buffer("OK"), Map.of());
        }
        Caller caller = caller(request);
        if (caller == null) {
            return unauthorized();
        }
        List<String> path = steps(uriPath);
        if (path.size() < 2 || !path.get(0).equals("v2") || !path.get(1).equals("images")) {
            throw noRoute();
        }
        return path.size() <= 3 ? image(caller, path, request, body) : part(caller, path, request.method(), body);
    }

    private @Nullable Caller caller(HttpServerRequest request) {
        if (keystoneUrl == null) {
            return Caller.ANYBODY;
        }
        String header = request.getHeader("X-Auth-Token");
        DemoToken token = cloud.token(header == null ? null : header.strip());
        return token == null ? null : Caller.of(token);
    }

    private Reply image(Caller caller, List<String> path, HttpServerRequest request, Buffer body) {
        String id = path.size() == 3 ? path.get(2) : null;
        return switch (request.method().name()) {
            case "GET" -> id == null ? images.list(caller, request) : images.show(caller, id);
            case "POST" -> {
                if (id != null) {
                    throw noMethod();
                }
                yield images.create(caller, body);
            }
            case "PATCH" -> images.patch(caller, needed(id), request.getHeader("Content-Type"), body);
            case "DELETE" -> images.delete(caller, needed(id));
            default -> throw noMethod();
        };
    }

    private Reply part(Caller caller, List<String> path, HttpMethod method, Buffer body) {
        String id = path.get(2);
        String last = path.get(path.size() - 1);
        return switch (method.name() + " " + path.get(3) + " " + path.size()) {
            case "GET members 4" -> members.list(caller, id);
            case "POST members 4" -> members.add(caller, id, body);
            case "PUT members 5" -> members.update(caller, id, last, body);
            case "DELETE members 5" -> members.remove(caller, id, last);
            case "POST actions 5" -> {
                if (!last.equals("deactivate") && !last.equals("reactivate")) {
                    throw noRoute();
                }
                yield images.act(caller, id, last);
            }
            default -> throw noRoute();
        };
    }

    /** Returns the decoded steps of the path; spaces around a step are lost, as in Glance. */
    private static List<String> steps(String uriPath) {
        try {
            return Arrays.stream(uriPath.substring(1).split("/", -1))
                    .map(step -> URLDecoder.decode(step.replace("+", "%2B"), StandardCharsets.UTF_8)
                            .strip())
                    .toList();
        } catch (IllegalArgumentException badEscape) {
            throw new Refusal(400, "");
        }
    }

    private Reply unauthorized() {
        ObjectNode document = Json.object();
        document.putObject("error")
                .put("code", 401)
                .put("title", "Unauthorized")
                .put("message", "The request you have made requires authentication.");
        return Reply.json(401, document).with(Map.of("WWW-Authenticate", "Keystone uri=\"" + keystoneUrl + "\""));
    }

    private static String needed(@Nullable String id) {
        if (id == null) {
            throw noMethod();
        }
        return id;
    }

    private static Refusal noRoute() {
        return new Refusal(404, "The resource could not be found.");
    }

    private static Refusal noMethod() {
        return new Refusal(405, "The method is not allowed for this resource.");
    }
}
