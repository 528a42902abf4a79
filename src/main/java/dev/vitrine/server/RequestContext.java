package dev.vitrine.server;

import static java.util.Objects.requireNonNull;

import dev.vitrine.client.BoundedBody;
import dev.vitrine.client.Timeouts;
import dev.vitrine.model.Token;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One request, and the writing of its answer. For the event loop that read the request. */
public final class RequestContext {
    /** What a stream of HTTP/2 is reset with when the answer is whole and the rest of the request is not wanted. */
    private static final long NO_ERROR = 0;

    /** How long the other requests of a connection may take after it was said to end. */
    private static final Duration GOODBYE = Duration.ofMinutes(1);

    private static final CharSequence AUTH_TOKEN = HttpHeaders.createOptimized("X-Auth-Token");
    private static final CharSequence STORAGE_TOKEN = HttpHeaders.createOptimized("X-Storage-Token");
    private static final CharSequence GLOBAL_ID = HttpHeaders.createOptimized("X-OpenStack-Request-ID");

    private static final CharSequence TRACE_PARENT = HttpHeaders.createOptimized("traceparent");

    private final HttpServerRequest request;
    private final long startNanos = System.nanoTime();
    private final String requestId = RequestId.next();
    private final @Nullable String globalId;
    private final List<String> hosts;
    private @Nullable Token token;
    private boolean hasReadToken;
    private String route = "other";

    RequestContext(HttpServerRequest request) {
        this.request = request;
        this.hosts = request.headers().getAll(HttpHeaders.HOST);
        this.globalId = RequestId.global(request.getHeader(GLOBAL_ID));
    }

    /** Returns the id that the answer carries. */
    public String requestId() {
        return requestId;
    }

    /** Returns the id by which services behind us should know the request: the one it came with, or else ours. */
    public String idForBackends() {
        return globalId == null ? requestId : globalId;
    }

    /** Returns the client's {@code traceparent} for services behind us; null unless it is exactly of that header's form. */
    public @Nullable String traceParent() {
        return TraceParent.of(headers(TRACE_PARENT));
    }

    /** Says which route the path leads to, for the figures: the template of the path, one of a fixed set. */
    public void leadsTo(String template) {
        route = template;
    }

    /** Returns the template of the path; "other" if it leads to nothing that has one. */
    String route() {
        return route;
    }

    /** Returns when the head of the request had been read, by {@link System#nanoTime}. */
    long startNanos() {
        return startNanos;
    }

    /** Returns the address of the other end of the connection. */
    String client() {
        return request.remoteAddress() == null ? "-" : request.remoteAddress().hostAddress();
    }

    /** Returns path and query as the client wrote them; a dash for a CONNECT over HTTP/2, which has none. */
    String uri() {
        return request.uri() == null ? "-" : request.uri();
    }

    /** Returns the version of HTTP: 1.0, 1.1 or 2. */
    String version() {
        return switch (request.version()) {
            case HTTP_1_0 -> "1.0";
            case HTTP_1_1 -> "1.1";
            default -> "2";
        };
    }

    /** Returns the method. */
    public HttpMethod method() {
        return request.method();
    }

    /** Returns the path as the client wrote it, escapes and all. */
    public String rawPath() {
        return request.path() == null ? "" : request.path();
    }

    /** Returns the query as the client wrote it, or null if there is none. */
    public @Nullable String rawQuery() {
        return request.query();
    }

    /** Holds the body back until somebody reads it: it must not run past while the token is validated. */
    public void holdBody() {
        request.pause();
    }

    /** Returns whether the request says that its body is longer than that. */
    public boolean declaresMoreThan(int maxBytes) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length != null && (length.length() > 9 || Integer.parseInt(length) > maxBytes);
    }

    /**
     * Returns the whole body that was held back; fails if it is longer than that, or breaks off.
     *
     * <p>It has so long for it, however often it sends a byte; then it fails with a {@link TimeoutException}.
     *
     * <p>A client that asks before it sends one, as curl does, is told to: else it waits a second for nothing.
     */
    public Future<Buffer> body(int maxBytes, Duration most) {
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            request.response().writeContinue();
        }
        Future<Buffer> body = BoundedBody.read(request, maxBytes);
        request.resume();
        return Timeouts.within(loop().owner(), most, body);
    }

    /** The answer must be waited for: meanwhile the connection is not idle. */
    void waits() {
        visit().ifPresent(ClientConnection::requestWaits);
    }

    /** There is an answer, after {@link #waits}. */
    void ends() {
        visit().ifPresent(ClientConnection::requestEnds);
    }

    private static Context loop() {
        return requireNonNull(Vertx.currentContext());
    }

    private Optional<ClientConnection> visit() {
        return Optional.ofNullable(ClientConnection.of(request.connection()));
    }

    /** Returns whether the request came over TLS. */
    public boolean isTls() {
        return request.isSSL();
    }

    /** Returns the values of a header, in their order. */
    public List<String> headers(CharSequence name) {
        return request.headers().getAll(name);
    }

    /** Returns the values of a header joined by commas, or null if there are none. */
    public @Nullable String header(CharSequence name) {
        List<String> values = headers(name);
        return values.isEmpty() ? null : values.size() == 1 ? values.get(0) : String.join(",", values);
    }

    /** Returns whether there are several Host headers, of which nobody can know which one others go by. */
    public boolean hasSeveralHosts() {
        return hosts.size() > 1;
    }

    /** Returns the Host header as it was sent; null if there is none, as over HTTP/2, or more than one. */
    public @Nullable String hostHeader() {
        return hosts.size() == 1 ? hosts.get(0) : null;
    }

    /** Returns host and port as the client named them; null if it named none, or more than one, or none that can be read. */
    public @Nullable HostAndPort host() {
        try {
            return hasSeveralHosts() ? null : request.authority();
        } catch (AssertionError unreadable) {
            // So Vert.x 5.1 ends its reading of an address with eight groups behind the colons.
            return null;
        }
    }

    /**
     * Returns the client's token, white space around it removed.
     *
     * @return null if there is none, if there are several, or if it holds anything but visible ASCII: then it is not
     *     Keystone's, and no header of ours shall carry it
     */
    public @Nullable Token token() {
        if (!hasReadToken) {
            token = readToken();
            hasReadToken = true;
        }
        return token;
    }

    private @Nullable Token readToken() {
        List<String> values = headers(AUTH_TOKEN);
        if (values.isEmpty()) {
            values = headers(STORAGE_TOKEN);
        }
        String text = values.size() == 1 ? values.get(0).strip() : "";
        return text.isEmpty() || !isVisible(text) ? null : new Token(text);
    }

    private static boolean isVisible(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) >= 0x7F) {
                return false;
            }
        }
        return true;
    }

    /**
     * Writes the answer, unless the client has gone. To a HEAD it says the body's length and leaves the body out.
     *
     * @param isLast whether no further request is wanted on the connection
     * @param restTimeout how long the rest of a body may take that nobody wanted to read
     */
    void write(ApiResponse answer, boolean isLast, Duration restTimeout) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(answer.status());
        ResponseHeaders.put(response.headers(), requestId, answer.tag() != null);
        if (answer.tag() != null) {
            response.headers().add(HttpHeaders.ETAG, answer.tag());
        }
        answer.headers().forEach((name, value) -> put(response, name, value));
        if (answer.contentType() != null) {
            response.headers()
                    .add(HttpHeaders.CONTENT_TYPE, answer.contentType())
                    .add(
                            HttpHeaders.CONTENT_LENGTH,
                            Integer.toString(answer.body().length()));
        }
        if (isLast) {
            sayGoodbye(response);
        }
        Future<Void> written = shows(answer) ? response.end(answer.body()) : response.end();
        if (isHttp2()) {
            visit().ifPresent(visit ->
                    visit.sending(written, shows(answer) ? answer.body().length() : 0));
        }
        if (answer.headers().containsKey("Connection")) {
            written.onComplete(end -> hangUp());
        } else if (!request.isEnded()) {
            // A body that nobody wanted to read must run past, or the next request never comes.
            request.resume();
            limitRest(restTimeout);
        }
    }

    /** The body has so long to run past. */
    private void limitRest(Duration most) {
        if (isHttp2()) {
            // Whether there is one at all is known when the frame has been looked at to its end. Of a request that
            // was taken back by then nobody would tell the end.
            loop().runOnContext(looked -> {
                if (!request.response().closed()) {
                    hangUpAfter(most);
                }
            });
        } else if (!headers(HttpHeaders.CONTENT_LENGTH).isEmpty()
                || !headers(HttpHeaders.TRANSFER_ENCODING).isEmpty()) {
            hangUpAfter(most);
        }
    }

    private void hangUpAfter(Duration most) {
        if (!request.isEnded()) {
            Vertx vertx = loop().owner();
            long timer = vertx.setTimer(most.toMillis(), late -> hangUp());
            request.exceptionHandler(broken -> vertx.cancelTimer(timer));
            request.endHandler(done -> vertx.cancelTimer(timer));
        }
    }

    /** Returns whether the answer goes out with its body. */
    boolean shows(ApiResponse answer) {
        return answer.contentType() != null && !method().equals(HttpMethod.HEAD);
    }

    private void put(HttpServerResponse response, String name, String value) {
        if (name.equals("Vary")) {
            response.headers().add(name, value);
        } else if (!isHttp2() || !name.equals("Connection")) {
            response.putHeader(name, value);
        }
    }

    /** The connection ends with this answer; one of HTTP/2 when its other requests have theirs (RFC 9113, 6.8). */
    private void sayGoodbye(HttpServerResponse response) {
        if (!isHttp2()) {
            response.headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        request.connection().shutdown(GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Cuts the client off: there is no answer, and it should not wait for one. */
    void giveUp() {
        request.connection().close();
    }

    /** Takes no more of this request's body. A connection of HTTP/2 carries other requests, too: RFC 9113, 8.1. */
    private void hangUp() {
        if (!isHttp2()) {
            request.connection().close();
        } else if (!request.isEnded()) {
            request.response().reset(NO_ERROR);
        }
    }

    private boolean isHttp2() {
        return request.version() == HttpVersion.HTTP_2;
    }
}
