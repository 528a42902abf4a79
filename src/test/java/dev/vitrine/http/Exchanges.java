package dev.vitrine.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.lang.reflect.Proxy;

/** Makes exchanges that nobody sent, for tests of what looks at the headers only. */
public final class Exchanges {
    private Exchanges() {}

    /** Returns an exchange with these headers, names and values in turn. */
    public static Exchange withHeaders(String... namesAndValues) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Exchange((HttpServerRequest) Proxy.newProxyInstance(
                Exchanges.class.getClassLoader(),
                new Class<?>[] {HttpServerRequest.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "headers" -> headers;
                    case "getHeader" -> headers.get(arguments[0].toString());
                    default -> throw new UnsupportedOperationException(method.getName());
                }));
    }
}
