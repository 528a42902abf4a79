package dev.vitrine.server;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.lang.reflect.Proxy;
import java.util.function.Supplier;

/** Makes exchanges that nobody sent, for tests of what looks at requests only. */
public final class Exchanges {
    private static final String HOST = "Host";

    private Exchanges() {}

    /** Returns a GET with these headers, names and values in turn. */
    public static RequestContext withHeaders(String... namesAndValues) {
        return request(HttpMethod.GET, "/", namesAndValues);
    }

    /** Returns a request for a raw path and its query, with these headers. */
    public static RequestContext request(HttpMethod method, String target, String... namesAndValues) {
        return requests(method, target, namesAndValues).get();
    }

    /** Returns what makes the same request again and again, each an exchange of its own. */
    public static Supplier<RequestContext> requests(HttpMethod method, String target, String... namesAndValues) {
        int query = target.indexOf('?');
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        HttpServerRequest request = (HttpServerRequest) Proxy.newProxyInstance(
                Exchanges.class.getClassLoader(),
                new Class<?>[] {HttpServerRequest.class},
                (proxy, called, arguments) -> switch (called.getName()) {
                    case "method" -> method;
                    case "path" -> query < 0 ? target : target.substring(0, query);
                    case "query" -> query < 0 ? null : target.substring(query + 1);
                    case "headers" -> headers;
                    case "getHeader" -> headers.get(arguments[0].toString());
                    case "authority" ->
                        headers.contains(HOST) ? HostAndPort.parseAuthority(headers.get(HOST), -1) : null;
                    case "isSSL" -> false;
                    default -> throw new UnsupportedOperationException(called.getName());
                });
        return () -> new RequestContext(request, null, null, System.nanoTime());
    }
}
