package dev.vitrine.glance;

import dev.vitrine.backend.Backend;
import dev.vitrine.backend.Call;
import dev.vitrine.backend.Reply;
import dev.vitrine.backend.Reply.Answered;
import dev.vitrine.backend.Reply.Cause;
import dev.vitrine.backend.Reply.Failed;
import dev.vitrine.config.GlanceSettings;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.ImageOutcome;
import dev.vitrine.model.ImageStatus;
import dev.vitrine.model.Token;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Glance v2. Usable from any event loop. */
public final class GlanceClient implements ImageBackend {
    private static final Logger LOG = LoggerFactory.getLogger(GlanceClient.class);

    /** 128 properties of 64 KiB are legal in Glance. */
    private static final int MAX_RECORD_BYTES = 8 << 20;

    /** What takes longer to parse than an event loop should be kept. */
    private static final int WORKER_BYTES = 256 << 10;

    private static final String REQUEST_ID = "X-OpenStack-Request-ID";

    private final Vertx vertx;
    private final Backend backend;
    private final Set<String> baseProperties;

    /** Takes ownership of nothing: whoever made the backend closes it. */
    public GlanceClient(Vertx vertx, Backend backend, GlanceSettings settings) {
        this.vertx = vertx;
        this.backend = backend;
        this.baseProperties = settings.baseProperties();
    }

    @Override
    public Future<ImageOutcome> image(ImageId id, @Nullable Token token, String requestId) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Accept", "application/json");
        headers.put(REQUEST_ID, requestId);
        if (token != null) {
            headers.put("X-Auth-Token", token.secret());
        }
        Call call = new Call(HttpMethod.GET, "/v2/images/" + id.text(), headers, null, MAX_RECORD_BYTES);
        return backend.send(call).compose(reply -> outcome(id, reply)).onSuccess(outcome -> {
            if (outcome instanceof ImageOutcome.Garbage garbage) {
                LOG.warn("Glance's answer for image {} makes no sense: {} ({})", id, garbage.reason(), requestId);
            }
        });
    }

    private Future<ImageOutcome> outcome(ImageId id, Reply reply) {
        if (reply instanceof Failed failed) {
            return Future.succeededFuture(
                    failed.cause() == Cause.TOO_LARGE
                            ? new ImageOutcome.Garbage("longer than " + MAX_RECORD_BYTES + " bytes")
                            : new ImageOutcome.Unavailable());
        }
        Answered answer = (Answered) reply;
        if (answer.status() != 200) {
            return Future.succeededFuture(refusal(answer));
        }
        if (!answer.isJson()) {
            return Future.succeededFuture(new ImageOutcome.Garbage("not labelled as plain JSON"));
        }
        byte[] body = answer.body().getBytes();
        return body.length > WORKER_BYTES
                ? vertx.executeBlocking(() -> found(id, body), false)
                : Future.succeededFuture(found(id, body));
    }

    private ImageOutcome found(ImageId id, byte[] body) {
        try {
            Image image = RecordParser.parse(body, baseProperties);
            if (!id.names(image.id())) {
                return new ImageOutcome.Garbage("the record of another image");
            }
            return image.status() == ImageStatus.DELETED ? new ImageOutcome.Absent() : new ImageOutcome.Found(image);
        } catch (MalformedRecord e) {
            return new ImageOutcome.Garbage(e.reason());
        }
    }

    private static ImageOutcome refusal(Answered answer) {
        return switch (answer.status()) {
            case 400 -> new ImageOutcome.Rejected(GlanceError.message(answer));
            case 401 -> new ImageOutcome.TokenRefused();
            case 403 -> new ImageOutcome.Refused();
            // A load balancer with no Glance behind it may say 404 too, but it knows no request ids.
            case 404, 410 ->
                answer.headers().contains(REQUEST_ID)
                        ? new ImageOutcome.Absent()
                        : new ImageOutcome.Garbage("a 404 without a request id");
            case 429, 500, 502, 503, 504 -> new ImageOutcome.Unavailable();
            default -> new ImageOutcome.Garbage("status " + answer.status());
        };
    }
}
