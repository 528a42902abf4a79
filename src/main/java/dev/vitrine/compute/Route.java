package dev.vitrine.compute;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.stream.Collectors;

/** The paths behind a mount and a project, with the methods that each of them knows. */
enum Route {
    /** {@code images/{id}}. */
    IMAGE(HttpMethod.GET, HttpMethod.HEAD),
    /** Nothing more: the version's document, which {@code /v2.1} has behind a project too. */
    VERSION(HttpMethod.GET, HttpMethod.HEAD);

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<HttpMethod> methods;

    Route(HttpMethod... methods) {
        this.methods = List.of(methods);
    }

    boolean allows(HttpMethod method) {
        return methods.contains(method);
    }

    /** Returns the value of {@code Allow}. */
    String allowed() {
        return methods.stream().map(HttpMethod::name).collect(Collectors.joining(", ")) + ", OPTIONS";
    }
}
