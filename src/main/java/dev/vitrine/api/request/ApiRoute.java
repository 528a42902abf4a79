package dev.vitrine.api.request;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The paths behind a mount and a project, with the methods that each of them knows. */
public enum ApiRoute {
    /** {@code images}. */
    INDEX("/images", HttpMethod.GET, HttpMethod.HEAD),
    /** {@code images/detail}. */
    DETAIL("/images/detail", HttpMethod.GET, HttpMethod.HEAD),
    /** {@code images/{id}}. */
    IMAGE("/images/{id}", HttpMethod.GET, HttpMethod.HEAD, HttpMethod.DELETE),
    /** {@code images/{id}/metadata}. */
    METADATA("/images/{id}/metadata", HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.PUT),
    /** {@code images/{id}/metadata/{key}}. */
    ITEM("/images/{id}/metadata/{key}", HttpMethod.GET, HttpMethod.HEAD, HttpMethod.PUT, HttpMethod.DELETE),
    /** {@code extensions}. */
    EXTENSIONS("/extensions", HttpMethod.GET, HttpMethod.HEAD),
    /** {@code extensions/{alias}}. */
    EXTENSION("/extensions/{alias}", HttpMethod.GET, HttpMethod.HEAD),
    /** Nothing more: the version's document, which {@code /v2.1} has behind a project too. */
    VERSION("/", HttpMethod.GET, HttpMethod.HEAD);

    private static final String SUFFIX = "(?:\\.json|\\.xml)?";

    private final String template;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<HttpMethod> methods;

    ApiRoute(String template, HttpMethod... methods) {
        this.template = template;
        this.methods = List.of(methods);
    }

    /** Returns the path template behind mount and project, which labels metrics. */
    public String template() {
        return template;
    }

    /**
     * Returns the regular expression of the raw paths that lead here, written in their canonical form; it has no groups,
     * so that the Router decodes nothing.
     *
     * @param takesSuffix whether a suffix on that mount chooses the format, or is part of an id
     */
    public String pattern(Predicate<Mount> takesSuffix) {
        String resource = template.replaceAll("\\{[a-z]+}", "[^/]+");
        return Stream.of(Mount.values())
                .filter(mount -> this != VERSION || mount == Mount.V2_1)
                .map(mount -> prefix(mount) + resource + (hasSuffix() && takesSuffix.test(mount) ? SUFFIX : ""))
                .collect(Collectors.joining("|", "(?:", ")"));
    }

    private String prefix(Mount mount) {
        // Where the project is optional, "images" is the resource, never a project of that name; so is "extensions".
        String bare = "/" + mount.segment().replace(".", "\\.");
        if (!mount.isProjectOptional()) {
            return bare + "/[^/]+";
        }
        String project = "/(?!(?:images|extensions)/)[^/]+";
        return this == VERSION ? bare + project : bare + "(?:" + project + ")?";
    }

    private boolean hasSuffix() {
        return this == INDEX || this == DETAIL || this == METADATA || this == EXTENSIONS;
    }

    /** Returns whether requests with this method change nothing (RFC 9110, 9.2.1). */
    public static boolean isRead(HttpMethod method) {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD) || method.equals(HttpMethod.OPTIONS);
    }

    /** Returns whether the route is of the images API, and not of what clients read to learn what the API has. */
    public boolean isOfImages() {
        return this != VERSION && this != EXTENSIONS && this != EXTENSION;
    }

    /** Returns whether the route has that method. */
    public boolean allows(HttpMethod method) {
        return methods.contains(method);
    }

    /** Whether a request with this method brings a body that is read. */
    public boolean takesBody(HttpMethod method) {
        return allows(method) && (method.equals(HttpMethod.POST) || method.equals(HttpMethod.PUT));
    }

    /** Returns the value of {@code Allow}. */
    public String allowed() {
        return methods.stream().map(HttpMethod::name).collect(Collectors.joining(", ")) + ", OPTIONS";
    }
}
