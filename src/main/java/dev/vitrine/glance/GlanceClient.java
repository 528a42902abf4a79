package dev.vitrine.glance;

import dev.vitrine.client.ServiceClient;
import dev.vitrine.client.ServiceRequest;
import dev.vitrine.client.ServiceResponse;
import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.config.GlanceConfig;
import dev.vitrine.model.Caller;
import dev.vitrine.model.Failure;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Identity;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.ImageStatus;
import dev.vitrine.model.ListQuery;
import dev.vitrine.model.ListQuery.Page;
import dev.vitrine.model.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Glance v2. Usable from any event loop. */
public final class GlanceClient implements ImageBackend {
    private static final Logger LOG = LoggerFactory.getLogger(GlanceClient.class);
    private static final String PATCH_TYPE = "application/openstack-images-v2.1-json-patch";

    /** 128 properties of 64 KiB are legal in Glance. */
    private static final int MAX_RECORD_BYTES = 8 << 20;

    private static final int MAX_PAGE_BYTES = 32 << 20;

    /** What takes longer to parse than an event loop should be kept. */
    private static final int WORKER_BYTES = 256 << 10;

    private final Vertx vertx;
    private final ServiceClient backend;
    private final GlanceConfig settings;
    private final UnauthorizedRetry refusedTokens;

    /** Takes ownership of nothing: whoever made the backend closes it. */
    public GlanceClient(Vertx vertx, ServiceClient backend, GlanceConfig settings, SecondOpinion secondOpinion) {
        this.vertx = vertx;
        this.backend = backend;
        this.settings = settings;
        this.refusedTokens = new UnauthorizedRetry(secondOpinion);
    }

    @Override
    public Future<Outcome<Image>> image(ImageId id, Caller caller) {
        ServiceRequest call = call(HttpMethod.GET, path(id), caller, MAX_RECORD_BYTES);
        return refusedTokens
                .lookInto(caller, () -> backend.send(call))
                .compose(reply ->
                        isSuccess(reply, 200) ? record(id, (Answered) reply) : failed(GlanceAnswer.toQuestion(reply)))
                .onSuccess(outcome -> log(outcome, path(id), caller));
    }

    @Override
    public Future<Outcome<Page>> images(ListQuery query, Caller caller, Consumer<Image> images) {
        String marker = query.marker() == null ? null : query.marker().text();
        return pages(query, new Page(0, marker), caller, images)
                .map(outcome -> outcome.map(page -> page.count() == 0 ? new Page(0, null) : page))
                .onSuccess(outcome -> log(outcome, "/v2/images", caller));
    }

    /** Asks for the rest of a list of which some pages have been read: Glance may give less than it is asked for. */
    private Future<Outcome<Page>> pages(ListQuery query, Page read, Caller caller, Consumer<Image> images) {
        int limit = Math.min(query.limit() - read.count(), settings.pageSize());
        PageReader page = new PageReader(settings.baseProperties(), read, images);
        ServiceRequest call = call(HttpMethod.GET, ListPath.of(query, limit, read.last()), caller, MAX_PAGE_BYTES);
        return refusedTokens.lookInto(caller, () -> backend.stream(call, page)).compose(reply -> {
            if (!isSuccess(reply, 200)) {
                Failure failure = GlanceAnswer.toQuestion(reply);
                // There is always a list: who says that there is none is in no state to say anything.
                return failed(failure.kind() == Kind.ABSENT ? Failure.of(Kind.UNAVAILABLE) : failure);
            }
            Outcome<Page> outcome = ((Answered) reply).isJson() ? page.outcome(limit) : notJson();
            boolean isMore = outcome instanceof Outcome.Found<Page> found
                    && page.hasNext()
                    && found.value().count() < query.limit();
            return isMore
                    ? pages(query, ((Outcome.Found<Page>) outcome).value(), caller, images)
                    : Future.succeededFuture(outcome);
        });
    }

    @Override
    public Future<Outcome<Image>> change(ImageId id, List<PropertyChange> changes, Caller caller) {
        Map<String, String> headers = headers(caller);
        headers.put("Content-Type", PATCH_TYPE);
        Buffer patch = Buffer.buffer(PatchDocument.of(changes));
        ServiceRequest call = new ServiceRequest(
                project(caller), HttpMethod.PATCH, path(id), headers, patch, MAX_RECORD_BYTES, settings.writeTimeout());
        return refusedTokens
                .lookInto(caller, () -> backend.send(call))
                .compose(reply ->
                        isSuccess(reply, 200) ? record(id, (Answered) reply) : failed(GlanceAnswer.toChange(reply)))
                .onSuccess(outcome -> log(outcome, path(id), caller));
    }

    @Override
    public Future<Outcome<ImageId>> delete(ImageId id, Caller caller) {
        ServiceRequest call = new ServiceRequest(
                project(caller),
                HttpMethod.DELETE,
                path(id),
                headers(caller),
                null,
                MAX_RECORD_BYTES,
                settings.writeTimeout());
        return refusedTokens.lookInto(caller, () -> backend.send(call)).compose(reply -> {
            if (isSuccess(reply, 204)) {
                return Future.succeededFuture(new Outcome.Found<>(id));
            }
            return failed(GlanceAnswer.toChange(reply));
        });
    }

    private ServiceRequest call(HttpMethod method, String path, Caller caller, int maxBytes) {
        Duration timeout = settings.backend().timeout();
        return new ServiceRequest(project(caller), method, path, headers(caller), null, maxBytes, timeout);
    }

    /** Where nobody says which project a caller is of, those who are shown the same stand for one. */
    private static String project(Caller caller) {
        return caller.identity().project() instanceof Identity.Project.Of known
                ? known.id()
                : caller.identity().accessClass().hex();
    }

    private static Map<String, String> headers(Caller caller) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Accept", "application/json");
        headers.put(GlanceAnswer.REQUEST_ID, caller.requestId());
        if (caller.traceParent() != null) {
            headers.put("traceparent", caller.traceParent());
        }
        if (caller.token() != null) {
            headers.put("X-Auth-Token", caller.token().secret());
        }
        return headers;
    }

    private static String path(ImageId id) {
        return "/v2/images/" + id.text();
    }

    private static boolean isSuccess(ServiceResponse reply, int status) {
        return reply instanceof Answered answer && answer.status() == status;
    }

    private static <T> Future<Outcome<T>> failed(Failure failure) {
        return Future.succeededFuture(new Outcome.Failed<>(failure));
    }

    private static <T> Outcome<T> notJson() {
        return new Outcome.Failed<>(GlanceAnswer.garbage("not labelled as plain JSON"));
    }

    private Future<Outcome<Image>> record(ImageId id, Answered answer) {
        if (!answer.isJson()) {
            return Future.succeededFuture(notJson());
        }
        byte[] body = answer.body().getBytes();
        return body.length > WORKER_BYTES
                ? vertx.executeBlocking(() -> record(id, body), false)
                : Future.succeededFuture(record(id, body));
    }

    private Outcome<Image> record(ImageId id, byte[] body) {
        try {
            Image image = RecordParser.parse(body, settings.baseProperties());
            if (!id.names(image.id())) {
                return new Outcome.Failed<>(GlanceAnswer.garbage("the record of another image"));
            }
            return image.status() == ImageStatus.DELETED ? Outcome.failed(Kind.ABSENT) : new Outcome.Found<>(image);
        } catch (MalformedRecord e) {
            return new Outcome.Failed<>(GlanceAnswer.garbage(e.reason()));
        }
    }

    private static void log(Outcome<?> outcome, String path, Caller caller) {
        if (outcome instanceof Outcome.Failed<?> failed && failed.failure().kind() == Kind.GARBAGE) {
            LOG.warn(
                    "Glance's answer to {} makes no sense: {} ({})",
                    path,
                    failed.failure().message(),
                    caller.requestId());
        }
    }
}
