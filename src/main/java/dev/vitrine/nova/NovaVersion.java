package dev.vitrine.nova;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vitrine.client.ProxyTransport;
import dev.vitrine.client.ServiceResponse;
import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.model.Microversion;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Nova's highest microversion, from the document at {@code /v2.1/}, which needs no token. Asked for at the start and again
 * later, since Nova may be upgraded; no request ever waits for it. Any thread.
 */
final class NovaVersion {
    private static final Logger LOG = LoggerFactory.getLogger(NovaVersion.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Duration INTERVAL_WHILE_UNKNOWN = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final ProxyTransport transport;
    private volatile Microversion maximum;
    private volatile boolean isKnown;
    private volatile boolean isStopped;

    /** Whether the last answer was no version document: that is logged once. */
    private volatile boolean isFailing;

    /** Takes the maximum that holds until Nova's is known. */
    NovaVersion(Vertx vertx, ProxyTransport transport, Microversion maximum) {
        this.vertx = vertx;
        this.transport = transport;
        this.maximum = maximum;
    }

    /** Returns what Nova said last; before that, what was given. */
    Microversion maximum() {
        return maximum;
    }

    void start() {
        vertx.getOrCreateContext().runOnContext(go -> ask());
    }

    void stop() {
        isStopped = true;
    }

    private void ask() {
        if (!isStopped) {
            transport
                    .get("/v2.1/")
                    .onSuccess(this::take)
                    .onComplete(end ->
                            vertx.setTimer((isKnown ? INTERVAL : INTERVAL_WHILE_UNKNOWN).toMillis(), again -> ask()));
        }
    }

    private void take(ServiceResponse response) {
        Microversion found = response instanceof Answered answered && answered.status() == 200
                ? read(answered.body().getBytes())
                : null;
        boolean hasFailed = isFailing;
        isFailing = found == null;
        if (found == null && !hasFailed) {
            String kept = isKnown ? "still" : "for now";
            LOG.warn("no version document from nova ({}): the images API's maximum is {} {}", response, kept, maximum);
        } else if (found != null && !(isKnown && found.equals(maximum))) {
            LOG.info("the images API's highest microversion is Nova's: {}", found);
            maximum = found;
            isKnown = true;
        }
    }

    /** Returns the highest microversion in the document; null if there is none. */
    static @Nullable Microversion read(byte[] document) {
        try {
            Microversion found = Microversion.parse(
                    JSON.readTree(document).path("version").path("version").asText());
            return found == null || found.compareTo(Microversion.MIN) < 0 ? null : found;
        } catch (IOException e) {
            return null;
        }
    }
}
