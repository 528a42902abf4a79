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
 * The demo Glance: the images API, version 2, with images, members, deactivation and reactivation, without image data.
 *
 * <p>One instance may serve any number of servers on any threads; it responds on the event loop of the request. Tokens are
 * looked up in the {@link DemoCloud}, without Keystone and without a cache. Access rules of application credentials are not
 * enforced.
 */
public final class DemoGlance implements Handler<HttpServerRequest> {
    private static final Set<HttpMethod> WITH_BODY = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

    private final DemoCloud cloud;
    private final @Nullable String keystoneUrl;
    private final DemoImageHandler images;
    private final DemoMemberHandler members;

    /**
     * Returns a Glance that requires a valid token.
     *
     * @param keystoneUrl the URL of Keystone in the {@code WWW-Authenticate} header of a 401
     */
    public DemoGlance(DemoCloud cloud, String keystoneUrl) {
        this(Objects.requireNonNull(keystoneUrl, "keystoneUrl"), cloud);
    }

    private DemoGlance(@Nullable String keystoneUrl, DemoCloud cloud) {
        this.cloud = Objects.requireNonNull(cloud, "cloud");
        this.keystoneUrl = keystoneUrl;
        this.images = new DemoImageHandler(cloud);
        this.members = new DemoMemberHandler(cloud);
    }

    /** Returns a Glance without authentication, where every caller is an administrator without a project. */
    public static DemoGlance withoutAuthentication(DemoCloud cloud) {
        return new DemoGlance(null, cloud);
    }

    /** Responds to a request, after its body was received if the method has one. */
    @Override
    public void handle(HttpServerRequest request) {
        if (WITH_BODY.contains(request.method())) {
            request.body().onSuccess(body -> respond(request, body));
        } else {
            respond(request, Buffer.buffer());
        }
    }

    private void respond(HttpServerRequest request, Buffer body) {
        DemoResponse response;
        try {
            response = response(request, body);
        } catch (DemoGlanceException error) {
            response = error.response(request.getHeader("Accept"));
        }
        response.send(request.response());
    }

    private DemoResponse response(HttpServerRequest request, Buffer body) {
        String uriPath = Objects.requireNonNullElse(request.path(), "/");
        if (uriPath.equals("/healthcheck")) {
            return new DemoResponse(200, "text/plain; charset=UTF-8", Buffer.buffer("OK"), Map.of());
        }
        DemoCaller caller = caller(request);
        if (caller == null) {
            return unauthorized();
        }
        List<String> path = segments(uriPath);
        if (path.size() < 2 || !path.get(0).equals("v2") || !path.get(1).equals("images")) {
            throw noRoute();
        }
        return path.size() <= 3
                ? image(caller, path, request, body)
                : subresource(caller, path, request.method(), body);
    }

    private @Nullable DemoCaller caller(HttpServerRequest request) {
        if (keystoneUrl == null) {
            return DemoCaller.ANONYMOUS;
        }
        String header = request.getHeader("X-Auth-Token");
        String text = header == null ? null : header.strip();
        DemoToken service = cloud.token(request.getHeader("X-Service-Token"));
        boolean mayBeExpired = service != null && service.user().hasRole("service");
        DemoToken token = mayBeExpired ? cloud.tokenOrExpired(text) : cloud.token(text);
        return token == null ? null : DemoCaller.of(token);
    }

    private DemoResponse image(DemoCaller caller, List<String> path, HttpServerRequest request, Buffer body) {
        String id = path.size() == 3 ? path.get(2) : null;
        return switch (request.method().name()) {
            case "GET" -> id == null ? images.list(caller, request) : images.show(caller, id);
            case "POST" -> {
                if (id != null) {
                    throw noMethod();
                }
                yield images.create(caller, body);
            }
            case "PATCH" -> images.patch(caller, required(id), request.getHeader("Content-Type"), body);
            case "DELETE" -> images.delete(caller, required(id));
            default -> throw noMethod();
        };
    }

    private DemoResponse subresource(DemoCaller caller, List<String> path, HttpMethod method, Buffer body) {
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
                yield images.changeState(caller, id, last);
            }
            default -> throw noRoute();
        };
    }

    /** Returns the decoded segments of the path. Spaces around a segment are removed, as in Glance. */
    private static List<String> segments(String uriPath) {
        try {
            return Arrays.stream(uriPath.substring(1).split("/", -1))
                    .map(segment -> URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8)
                            .strip())
                    .toList();
        } catch (IllegalArgumentException badEscape) {
            throw new DemoGlanceException(400, "");
        }
    }

    private DemoResponse unauthorized() {
        ObjectNode document = DemoJson.object();
        document.putObject("error")
                .put("code", 401)
                .put("title", "Unauthorized")
                .put("message", "The request you have made requires authentication.");
        return DemoResponse.json(401, document)
                .with(Map.of("WWW-Authenticate", "Keystone uri=\"" + keystoneUrl + "\""));
    }

    private static String required(@Nullable String id) {
        if (id == null) {
            throw noMethod();
        }
        return id;
    }

    private static DemoGlanceException noRoute() {
        return new DemoGlanceException(404, "The resource could not be found.");
    }

    private static DemoGlanceException noMethod() {
        return new DemoGlanceException(405, "The method is not allowed for this resource.");
    }
}
