package dev.vitrine.server;

import dev.vitrine.async.ByteBudget;
import dev.vitrine.async.ByteBudget.Reservation;
import dev.vitrine.identity.Identity;
import dev.vitrine.identity.Token;
import dev.vitrine.identity.TraceContext;
import dev.vitrine.model.Authority;
import dev.vitrine.model.Endpoint;
import dev.vitrine.model.Fault;
import dev.vitrine.server.netty.ClientConnection;
import dev.vitrine.server.netty.ContentLength;
import dev.vitrine.server.proxy.OriginalRequest;
import dev.vitrine.server.proxy.OriginalRequest.Link;
import dev.vitrine.tracing.ServerSpan;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request from its head to its response: ids, headers, token and body. What its path means, and what the API has
 * found out about it, is in the API's {@code ApiRequest}, which holds this; the Router's {@code RoutingContext} holds that.
 *
 * <p>Made once, by {@link GatewayVerticle}. For the event loop that read the request.
 */
public final class RequestContext {
    /** The route, for metrics, and the word in the access log of a request that is passed on to Nova. */
    static final String PASSED_ON = "pass-through";

    /** The route, for metrics, of a path that leads to none. */
    static final String NO_ROUTE = "other";

    private static final CharSequence AUTH_TOKEN = HttpHeaders.createOptimized("X-Auth-Token");
    private static final CharSequence STORAGE_TOKEN = HttpHeaders.createOptimized("X-Storage-Token");
    private static final CharSequence SERVICE_TOKEN = HttpHeaders.createOptimized("X-Service-Token");
    private static final CharSequence GLOBAL_ID = HttpHeaders.createOptimized("X-OpenStack-Request-ID");
    private static final CharSequence TRACE_PARENT = HttpHeaders.createOptimized(TraceContext.HEADER);

    private final HttpServerRequest request;
    private final long startNanos;
    private final String requestId = RequestId.next();
    private final @Nullable String globalId;
    private final @Nullable OriginalRequest original;
    private final List<String> hosts;
    private @Nullable Token token;
    private boolean hasReadToken;
    private String route = NO_ROUTE;
    private @Nullable Identity identity;
    private @Nullable LoadShedder admittedBy;
    private @Nullable Details details;

    /** Whether the connection counts the request as pending: from its admission to its end, also while it awaits its body. */
    private boolean isPending;

    private @Nullable RequestBody body;
    private boolean hasEnded;

    /** What the byte budget counts of the request while it waits; null while it does not wait. */
    private @Nullable Reservation waiting;

    /** Read by other event loops too, those that coalesce requests. */
    private volatile boolean isGone;

    /** What a cache hit has none of, so that its context is no larger for it. */
    private static final class Details {
        private @Nullable Fault refusal;
        private @Nullable String refusedBy;
        private @Nullable ServerSpan span;
        private @Nullable TraceContext received;

        /** How long the request has waited for services, and since when it does so now. */
        private long waitedNanos;

        private long waitingSinceNanos;
        private boolean isWaiting;

        void startWait() {
            isWaiting = true;
            waitingSinceNanos = System.nanoTime();
        }

        void endWait() {
            waitedNanos = waitedNanos();
            isWaiting = false;
        }

        long waitedNanos() {
            return waitedNanos + (isWaiting ? System.nanoTime() - waitingSinceNanos : 0);
        }
    }

    /**
     * Takes a request whose head has been read.
     *
     * @param refusal the fault of a request whose head is valid and whose body cannot be read; null if there is none
     * @param original the request as its client made it; null if no proxy is trusted
     * @param startNanos since when the request can have been there, by {@link System#nanoTime}
     */
    RequestContext(
            HttpServerRequest request, @Nullable Fault refusal, @Nullable OriginalRequest original, long startNanos) {
        this.startNanos = startNanos;
        this.request = request;
        this.original = original;
        this.hosts = request.headers().getAll(HttpHeaders.HOST);
        this.globalId = RequestId.global(request.getHeader(GLOBAL_ID));
        if (refusal != null) {
            details().refusal = refusal;
        }
    }

    private Details details() {
        if (details == null) {
            details = new Details();
        }
        return details;
    }

    /** Returns the platform's request, for the Router and for what writes the response. */
    public HttpServerRequest request() {
        return request;
    }

    /** Returns the id that the response carries. */
    public String requestId() {
        return requestId;
    }

    /** Returns the id that Glance and Keystone are sent: the global id of the request if it has one, else its own id. */
    public String idForBackends() {
        return globalId == null ? requestId : globalId;
    }

    /**
     * Returns where the request is in a distributed trace: its span, or where none is made, what the client sent. Null if there is
     * neither, or its {@code traceparent} is not of exactly the right form.
     */
    public @Nullable TraceContext trace() {
        ServerSpan span = span();
        return span == null ? received() : span;
    }

    /** Read once: calls, lines of the log and exemplars ask for it. */
    private @Nullable TraceContext received() {
        if (details != null && details.received != null) {
            return details.received;
        }
        String traceParent = request.headers().contains(TRACE_PARENT) ? TraceParent.of(headers(TRACE_PARENT)) : null;
        if (traceParent == null) {
            return null;
        }
        TraceContext received = () -> traceParent;
        details().received = received;
        return received;
    }

    /**
     * Returns the fault that is the response, in the client's format, whatever the request asks for; null if there is none. The
     * connection is closed behind it.
     */
    public @Nullable Fault refusal() {
        return details == null ? null : details.refusal;
    }

    /** Sets the route's path template, one of a fixed set, which labels metrics. */
    public void setRoute(String template) {
        route = template;
    }

    /** Takes the span of the request, which ends when the request is logged. */
    void setSpan(ServerSpan begun) {
        details().span = begun;
    }

    /** Returns the span of the request; null if none is made. */
    @Nullable
    ServerSpan span() {
        return details == null ? null : details.span;
    }

    /** Takes which check has refused the request, in words for {@code vitrine explain}. */
    public void setRefusedBy(String check) {
        details().refusedBy = check;
    }

    /** Returns which check has refused the request; null if none has. */
    @Nullable
    String refusedBy() {
        return details == null ? null : details.refusedBy;
    }

    /**
     * Counts the time until the future completes as time in which the request waits for services: for calls of its own, for
     * their turn, and for what other requests load. Of waits that overlap, the first counts.
     */
    public <T> Future<T> awaiting(Future<T> service) {
        if (service.isComplete() || details().isWaiting) {
            return service;
        }
        Details waiter = details();
        waiter.startWait();
        return service.onComplete(end -> waiter.endWait());
    }

    /** Returns how long the request has waited for services so far, in nanoseconds; 0 for a cache hit. */
    long upstreamNanos() {
        return details == null ? 0 : details.waitedNanos();
    }

    /** Returns the route's path template; "other" where the path leads to none. */
    String route() {
        return route;
    }

    /**
     * Sets whose request it is, by whose share the response is counted. A wait that was counted for the client's address ends: a
     * further one is counted for the project.
     */
    public void setIdentity(Identity caller) {
        identity = caller;
        endWait();
    }

    /** Returns by whose share the response is counted; empty while there is no caller. */
    String projectOrClass() {
        return identity == null ? "" : identity.projectOrClass();
    }

    /** Returns the id of the caller's project; null while there is no caller, and if it has no project or none that is known. */
    @Nullable
    String project() {
        return identity != null && identity.project() instanceof Identity.Project.Of of ? of.id() : null;
    }

    /** Returns the client's {@code User-Agent}; null if it names none. */
    @Nullable
    String userAgent() {
        return request.getHeader(HttpHeaders.USER_AGENT);
    }

    /** Returns since when the head of the request can have been there, by {@link System#nanoTime}. */
    long startNanos() {
        return startNanos;
    }

    /** Returns how URLs begin that lead the client back here, where a trusted proxy says so. */
    public Link link() {
        return original == null ? Link.NONE : original.link();
    }

    /** Returns the address of the client: of the other end of the connection, unless a trusted proxy there names another one. */
    public String client() {
        if (original != null) {
            return original.client();
        }
        return request.remoteAddress() == null ? "-" : request.remoteAddress().hostAddress();
    }

    /** Returns the address of the other end of the connection, or of the client that its proxy names there (PROXY protocol). */
    public String peer() {
        ClientConnection connection = connection();
        return connection == null ? client() : connection.remote().getHostAddress();
    }

    /** Returns whether {@link #peer} is a trusted proxy, whose {@code Forwarded} and {@code X-Forwarded-…} count. */
    public boolean isForwarded() {
        ClientConnection connection = connection();
        return connection != null && connection.mayForward();
    }

    /** Returns path and query as the client wrote them; a dash for a CONNECT over HTTP/2, which has none. */
    public String uri() {
        return request.uri() == null ? "-" : request.uri();
    }

    /** Returns the version of HTTP: 1.0, 1.1 or 2. */
    public String version() {
        return switch (request.version()) {
            case HTTP_1_0 -> "1.0";
            case HTTP_1_1 -> "1.1";
            default -> "2";
        };
    }

    /** Returns whether the request came over HTTP/2. */
    public boolean isHttp2() {
        return request.version() == HttpVersion.HTTP_2;
    }

    /** Returns the method. */
    public HttpMethod method() {
        return request.method();
    }

    /** Returns the path as the client wrote it, escapes and all; empty if the request target has none. */
    public String rawPath() {
        return request.path() == null ? "" : request.path();
    }

    /** Returns the query as the client wrote it, or null if there is none. */
    public @Nullable String rawQuery() {
        return request.query();
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

    /** Returns whether there are several Host headers, which servers and proxies resolve differently. */
    public boolean hasSeveralHosts() {
        return hosts.size() > 1;
    }

    /** Returns the Host header as it was sent; null if there is none, as over HTTP/2, or more than one. */
    public @Nullable String hostHeader() {
        return hosts.size() == 1 ? hosts.get(0) : null;
    }

    /** Returns whether the request names no host, which HTTP/1.0 may leave out (RFC 9112, 3.2). */
    public boolean isWithoutHost() {
        return hosts.isEmpty() && request.version() == HttpVersion.HTTP_1_0;
    }

    /**
     * Returns host and port as the client named them; where HTTP/1.0 names none, those that it has connected to, as Nova. Null if
     * it named more than one, or if they are malformed.
     */
    public @Nullable HostAndPort host() {
        if (isWithoutHost()) {
            return ownAddress(request.localAddress());
        }
        String header = hostHeader();
        boolean isValid = hosts.isEmpty() || (header != null && Authority.isValid(header));
        return isValid ? request.authority() : null;
    }

    private @Nullable HostAndPort ownAddress(@Nullable SocketAddress local) {
        String address = local == null ? null : local.hostAddress();
        if (local == null || address == null) {
            return null;
        }
        boolean isDefaultPort = local.port() == (isTls() ? 443 : 80);
        // The zone of a link-local address means nothing to another host (RFC 9844).
        return HostAndPort.create(Endpoint.inUrl(address.split("%", -1)[0]), isDefaultPort ? -1 : local.port());
    }

    /** Returns whether the request names a well-formed authority, which all but HTTP/1.0 must (RFC 9112, 3.2). */
    public boolean hasValidAuthority() {
        return isWithoutHost() || host() != null;
    }

    /**
     * Returns the client's token, white space around it removed.
     *
     * @return null if there is none, if there are several, or if it holds anything but visible ASCII: then it is not
     *     Keystone's, and the gateway sends it in no header
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
        return token(values.isEmpty() ? headers(STORAGE_TOKEN) : values);
    }

    /** Returns whether the request has the token of a service, or something else in its place. */
    public boolean hasServiceToken() {
        return request.headers().contains(SERVICE_TOKEN);
    }

    /** Returns the token of a service, as {@link #token} returns the client's. */
    public @Nullable Token serviceToken() {
        return token(headers(SERVICE_TOKEN));
    }

    private static @Nullable Token token(List<String> values) {
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

    /** Returns whether the request declares a body that is longer than that. */
    public boolean declaresMoreThan(int maxBytes) {
        return ContentLength.exceeds(request.getHeader(HttpHeaders.CONTENT_LENGTH), maxBytes);
    }

    /** Holds the body back for {@link #body}; to be called before anything asynchronous, while none of it has come. */
    public void holdBody(int maxBytes) {
        body = RequestBody.hold(request, maxBytes);
    }

    /**
     * Returns the whole body that was held back. Until it is there, the request is not in progress: it has a place among the
     * awaited bodies, in the share of that project.
     *
     * <p>Fails with {@link RequestBody.TooLarge} as soon as it is longer than allowed, with a
     * {@link java.util.concurrent.TimeoutException} if it is not whole in time, however often the client sends a byte, with
     * {@link RequestBody.NoPlace} if the gateway sheds the request meanwhile, and with another cause if the connection breaks.
     * A client that expects 100 (Continue) gets one.
     *
     * @param allowed is asked before so many bytes more of it are kept; if it says no, the request is shed
     */
    public Future<Buffer> body(Vertx vertx, Duration timeout, String project, IntPredicate allowed) {
        RequestBody awaited = body;
        LoadShedder shedder = admittedBy;
        if (awaited == null || shedder == null) {
            return Future.succeededFuture(Buffer.buffer());
        }
        admittedBy = null;
        shedder.onEnd();
        Context loop = vertx.getOrCreateContext();
        AwaitedBodies.Place place = shedder.bodies()
                .enter(request.connection(), project, () -> loop.runOnContext(go -> awaited.displace()));
        return awaited.read(vertx, timeout, allowed).transform(end -> {
            shedder.bodies().leave(place);
            if (end.failed()) {
                return Future.failedFuture(end.cause());
            }
            return admitAgain(shedder)
                    ? Future.succeededFuture(end.result())
                    : Future.failedFuture(new RequestBody.NoPlace());
        });
    }

    /** A request that has its response by now, since it took too long, is not admitted. */
    private boolean admitAgain(LoadShedder shedder) {
        boolean isAdmitted = !hasEnded && shedder.tryAdmit();
        admittedBy = isAdmitted ? shedder : null;
        return isAdmitted;
    }

    /** Admits the request to what takes more than a look into the cache; returns false if the gateway sheds it. */
    public boolean admit(LoadShedder shedder) {
        if (!shedder.tryAdmit()) {
            return false;
        }
        admittedBy = shedder;
        startPending();
        return true;
    }

    /**
     * Takes that the request is passed on to Nova. It needs no admission, since what is passed on has a bound of its own; its
     * connection counts it as pending until its end, and all of that time counts as a wait for services.
     */
    public void passOn() {
        route = PASSED_ON;
        details().startWait();
        startPending();
    }

    /** Returns whether the request is passed on to Nova. */
    boolean isPassedOn() {
        return route.equals(PASSED_ON);
    }

    private void startPending() {
        isPending = true;
        ClientConnection connection = connection();
        if (connection != null) {
            connection.requestStarted();
        }
    }

    /**
     * Counts the request in the byte budget from now on until its end: in the share of its project or, while its token is being
     * validated, of the client's address. Returns false if the budget refuses it.
     */
    boolean tryWait(ByteBudget budget) {
        if (hasEnded || waiting != null) {
            return true;
        }
        Reservation counted = budget.reserve(identity == null ? client() : identity.projectOrClass());
        if (!counted.tryAdd(RequestWeight.of(request))) {
            return false;
        }
        waiting = counted;
        return true;
    }

    private void endWait() {
        if (waiting != null) {
            waiting.release();
            waiting = null;
        }
    }

    /** Takes that the client waits no longer: it has reset the stream or closed the connection before the response. */
    public void setGone() {
        isGone = true;
    }

    /** Returns whether the client waits no longer, as far as the gateway knows. Any thread. */
    public boolean isGone() {
        return isGone;
    }

    /** Ends the request, and its admission; returns false if it had ended before, and must get no second response. */
    boolean tryEnd() {
        if (hasEnded) {
            return false;
        }
        hasEnded = true;
        endWait();
        if (admittedBy != null) {
            admittedBy.onEnd();
        }
        if (isPending) {
            ClientConnection connection = connection();
            if (connection != null) {
                connection.requestEnded();
            }
        }
        return true;
    }

    /** Returns the connection that carries the request; null if it was closed as it was accepted. */
    @Nullable
    ClientConnection connection() {
        return ClientConnection.of(request.connection());
    }
}
