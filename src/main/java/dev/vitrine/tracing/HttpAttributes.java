package dev.vitrine.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanBuilder;
import java.util.Set;

/** The attributes of OpenTelemetry's semantic conventions for HTTP spans, and a few of our own. */
final class HttpAttributes {
    static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    static final AttributeKey<String> ORIGINAL_METHOD = AttributeKey.stringKey("http.request.method_original");
    static final AttributeKey<Long> RESEND_COUNT = AttributeKey.longKey("http.request.resend_count");
    static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
    static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
    static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
    static final AttributeKey<String> SCHEME = AttributeKey.stringKey("url.scheme");
    static final AttributeKey<String> URL = AttributeKey.stringKey("url.full");
    static final AttributeKey<String> SERVER = AttributeKey.stringKey("server.address");
    static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");
    static final AttributeKey<String> CLIENT = AttributeKey.stringKey("client.address");
    static final AttributeKey<String> VERSION = AttributeKey.stringKey("network.protocol.version");
    static final AttributeKey<String> USER_AGENT = AttributeKey.stringKey("user_agent.original");

    /** The service that is called: glance, keystone or nova. */
    static final AttributeKey<String> PEER = AttributeKey.stringKey("peer.service");

    /** The cache outcome, in the words of metrics and access log. */
    static final AttributeKey<String> CACHE = AttributeKey.stringKey("vitrine.cache");

    static final AttributeKey<String> REQUEST_ID = AttributeKey.stringKey("openstack.request_id");
    static final AttributeKey<String> PROJECT = AttributeKey.stringKey("openstack.project_id");

    /** Of a longer text so much is exported: what waits for its export is bounded in number, and with that in bytes. */
    private static final int MAX_CHARS = 1024;

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE");

    private HttpAttributes() {}

    /** Returns the method, for names of spans, too: one of a fixed set. */
    static String method(String method) {
        return METHODS.contains(method) ? method : "HTTP";
    }

    static void setMethod(SpanBuilder span, String method) {
        if (METHODS.contains(method)) {
            span.setAttribute(METHOD, method);
        } else {
            span.setAttribute(METHOD, "_OTHER");
            span.setAttribute(ORIGINAL_METHOD, cut(method));
        }
    }

    static String cut(String text) {
        return text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) : text;
    }
}
