package dev.vitrine.nova;

import dev.vitrine.async.Throttle;
import dev.vitrine.client.ProxyCall;
import dev.vitrine.client.ProxyTransport;
import dev.vitrine.client.ServiceRequest;
import dev.vitrine.model.Fault;
import dev.vitrine.server.RequestContext;
import dev.vitrine.server.ResponseWriter;
import io.vertx.core.Handler;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes requests on to Nova, those of one event loop, on which it runs. */
final class PassThrough implements Handler<RequestContext> {
    private static final Logger LOG = LoggerFactory.getLogger(PassThrough.class);
    private static final int MAX_LOGGED = 256;

    /** RFC 5842, 7.2. */
    private static final Fault LOOP =
            Fault.of(508, "The request has come back to the gateway that has passed it on to the compute service.");

    /** The HTTP/1 decoder has refused it on its listener. */
    private static final Fault NO_TARGET =
            Fault.badRequest("The path holds what no request target may hold (RFC 9112, 3.2).");

    private static final Duration LOG_INTERVAL = Duration.ofSeconds(10);

    private final Nova nova;
    private final ProxyTransport.Client client;
    private final ResponseWriter writer;
    private final BooleanSupplier isFull;
    private final BiConsumer<RequestContext, Fault> refusal;
    private final Throttle loopLog = new Throttle(LOG_INTERVAL, System::nanoTime);

    PassThrough(Nova nova, ResponseWriter writer, BooleanSupplier isFull, BiConsumer<RequestContext, Fault> refusal) {
        this.nova = nova;
        this.client = nova.transport().client();
        this.writer = writer;
        this.isFull = isFull;
        this.refusal = refusal;
    }

    @Override
    public void handle(RequestContext context) {
        context.passOn();
        if (isFull.getAsBoolean()) {
            refusal.accept(context, Fault.unavailable());
        } else if (!isTarget(context.uri())) {
            refusal.accept(context, NO_TARGET);
        } else if (nova.forwarded().isLoop(context)) {
            logLoop(context);
            refusal.accept(context, LOOP);
        } else {
            begin(context);
        }
    }

    /** Over HTTP/2 any octets but control characters come as a path; one with a space would break the request line. */
    private static boolean isTarget(String target) {
        return target.chars().allMatch(c -> c > ' ' && c <= '~' && c != '#');
    }

    private void logLoop(RequestContext context) {
        if (loopLog.tryPass()) {
            LOG.warn(
                    "a request has this gateway in its Via: if that is no client's doing, nova.api-servers leads back here"
                            + " (request {}; logged once in {} s)",
                    context.requestId(),
                    LOG_INTERVAL.toSeconds());
        }
    }

    private void begin(RequestContext context) {
        ProxyCall call = client.begin(loggedAs(context));
        if (call == null) {
            refusal.accept(context, Fault.unavailable());
        } else {
            new PassedRequest(nova, context, writer.stream(context), call, fault -> refusal.accept(context, fault))
                    .start();
        }
    }

    /** The beginning of its target, without its fields and its body. */
    private ServiceRequest loggedAs(RequestContext context) {
        String target = context.uri();
        return new ServiceRequest(
                null,
                context.idForBackends(),
                context.method(),
                target.length() > MAX_LOGGED ? target.substring(0, MAX_LOGGED) + "..." : target,
                Map.of(),
                null,
                0,
                nova.config().firstByteTimeout(),
                () -> false,
                context.trace(),
                null);
    }
}
