package dev.vitrine.api;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.stream.Collectors;

/** The paths behind a mount and a project, with the methods that each of them knows. */
enum Route {
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
    /** Nothing more: the version's document, which {@code /v2.1} has behind a project too. */
    VERSION("/", HttpMethod.GET, HttpMethod.HEAD);

    private final String template;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<HttpMethod> methods;

    Route(String template, HttpMethod... methods) {
        this.template = template;
        this.methods = List.of(methods);
    }

    /** Returns the path behind mount and project, for the figures. */
    String template() {
        return template;
    }

    boolean allows(HttpMethod method) {
        return methods.contains(method);
    }

    /** Whether a request with this method brings a body that is read. */
    boolean takesBody(HttpMethod method) {
        return allows(method) && (method.equals(HttpMethod.POST) || method.equals(HttpMethod.PUT));
    }

    /** Returns the value of {@code Allow}. */
    String allowed() {
        return methods.stream().map(HttpMethod::name).collect(Collectors.joining(", ")) + ", OPTIONS";
    }
}
