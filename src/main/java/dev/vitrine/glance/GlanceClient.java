package dev.vitrine.glance;

import dev.vitrine.async.ByteBudget;
import dev.vitrine.async.ByteBudget.Reservation;
import dev.vitrine.client.FailureReason;
import dev.vitrine.client.ServiceClient;
import dev.vitrine.client.ServiceRequest;
import dev.vitrine.client.ServiceResponse;
import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.config.GlanceConfig;
import dev.vitrine.glance.BaseAttributes.MemberNames;
import dev.vitrine.identity.Caller;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Failure;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.ImageStatus;
import dev.vitrine.model.ListQuery;
import dev.vitrine.model.ListQuery.Page;
import dev.vitrine.model.Outcome;
import dev.vitrine.tracing.TraceLabels;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The client of Glance's API, version 2. Any event loop. */
public final class GlanceClient implements ImageBackend {
    private static final Logger LOG = LoggerFactory.getLogger(GlanceClient.class);
    private static final String PATCH_TYPE = "application/openstack-images-v2.1-json-patch";

    /** A response to a deletion has no body; an error's is short. */
    private static final int MAX_ERROR_BYTES = 1 << 20;

    /** Of a page, if it need not be more for one record. */
    private static final int PAGE_BYTES = 32 << 20;

    private static final int BESIDE_RECORD_BYTES = 1 << 20;

    /** A longer record is parsed by a worker, off the event loop. */
    private static final int WORKER_BYTES = 256 << 10;

    private final Vertx vertx;
    private final ServiceClient service;
    private final GlanceConfig config;
    private final UnauthorizedRetry unauthorizedRetry;
    private final ByteBudget budget;
    private final ListWalk.PageSize pageSize;

    /** One for each event loop: records come one after the other, nearly all with the same names. */
    private final ThreadLocal<PlainRecordParser> plainRecords;

    private final MalformedRecords malformedRecords = new MalformedRecords(Clocks.system());

    /** Does not close the service's client: its owner does. The budget bounds what is held of responses until they are parsed. */
    public GlanceClient(
            Vertx vertx,
            ServiceClient service,
            GlanceConfig config,
            UnauthorizedRetry.Revalidation revalidation,
            ByteBudget budget) {
        this.vertx = vertx;
        this.service = service;
        this.config = config;
        this.unauthorizedRetry = new UnauthorizedRetry(revalidation);
        this.budget = budget;
        this.pageSize = new ListWalk.PageSize(config.pageSize());
        this.plainRecords =
                ThreadLocal.withInitial(() -> new PlainRecordParser(new MemberNames(config.baseProperties())));
    }

    @Override
    public Future<Outcome<Image>> image(ImageId id, Caller caller) {
        ServiceRequest request = new ServiceRequest(
                        HttpMethod.GET,
                        path(id),
                        headers(caller),
                        null,
                        config.maxRecordBytes(),
                        config.backend().timeout())
                .onBehalfOf(caller);
        return record(id, request, caller, GlanceResponse::readFailure);
    }

    /** Sends a request whose response is a record. What was counted of it is released when it is an image, or a failure. */
    private Future<Outcome<Image>> record(
            ImageId id, ServiceRequest request, Caller caller, Function<ServiceResponse, Failure> failure) {
        Reservation reservation = budget.reserve(caller.identity().projectOrClass());
        RecordReader record = new RecordReader(reservation);
        return unauthorizedRetry
                .send(caller, () -> service.stream(request, record), record::restart)
                .compose(response -> response.hasStatus(200)
                        ? readImage(id, (Answered) response, record)
                        : failed(failure.apply(response)))
                .onComplete(end -> {
                    reservation.release();
                    if (end.succeeded()) {
                        log(end.result(), request.path(), caller);
                    }
                });
    }

    @Override
    public Future<Outcome<Page>> images(ListQuery query, Caller caller, Listed images) {
        ListWalk walk = new ListWalk(
                query, config.pageSize(), images, (id, reason) -> malformedRecords.add(id, reason, caller.requestId()));
        long deadlineNanos = System.nanoTime() + config.listTimeout().toNanos();
        Reservation reservation = budget.reserve(caller.identity().projectOrClass());
        return pages(walk, reservation, deadlineNanos, caller)
                .onComplete(end -> reservation.release())
                .onSuccess(outcome -> log(outcome, "/v2/images", caller));
    }

    /** Returns how many records in lists were no images, since the start. Any thread. */
    public long malformedRecords() {
        return malformedRecords.count();
    }

    /**
     * Reads the rest of a list: Glance may send fewer images than it is asked for.
     *
     * @param deadlineNanos until when the list must be whole, by {@link System#nanoTime}
     */
    private Future<Outcome<Page>> pages(ListWalk walk, Reservation reservation, long deadlineNanos, Caller caller) {
        if (deadlineNanos - System.nanoTime() <= 0) {
            return failed(Failure.of(Kind.UNAVAILABLE));
        }
        int limit = Math.min(walk.pageLimit(), pageSize.images());
        String path = ListPath.of(walk.query(), limit, walk.marker());
        boolean isNext = walk.isInProgress();
        PageReader page = new PageReader(config.baseProperties(), walk, reservation);
        return unauthorizedRetry
                .send(
                        caller,
                        () -> service.stream(pageRequest(path, isNext, deadlineNanos, caller), page),
                        page::restart)
                .onComplete(end -> page.release())
                .onSuccess(response -> measure(response, page, limit))
                .onSuccess(response -> LOG.debug(
                        "page of a list: {} of at most {} records in {} ms (request {})",
                        page.records(),
                        limit,
                        TimeUnit.NANOSECONDS.toMillis(page.tookNanos()),
                        caller.requestId()))
                .compose(response -> {
                    Outcome<Boolean> hasNext = ended(response, page, walk, limit);
                    return hasNext instanceof Outcome.Found<Boolean> found && found.value()
                            ? pages(walk, reservation, deadlineNanos, caller)
                            : Future.succeededFuture(hasNext.map(end -> walk.page()));
                });
    }

    private void measure(ServiceResponse response, PageReader page, int limit) {
        long took = page.tookNanos();
        // The list may have had little time left for the page, which says nothing then.
        boolean isLate = took >= config.pageFirstByteTimeout().toNanos() && response.hasFailed(FailureReason.TIMEOUT);
        if (isLate || response.hasStatus(200)) {
            pageSize.onPage(isLate ? limit : page.records(), took);
        }
    }

    /** Returns whether Glance is to be asked for another page after this one, which has ended. */
    private static Outcome<Boolean> ended(ServiceResponse response, PageReader page, ListWalk walk, int limit) {
        if (shortens(response, page, walk, limit)) {
            return new Outcome.Found<>(!walk.isFull());
        }
        if (walk.hasBegun() && GlanceResponse.isMarkerRefused(response)) {
            return walk.stepBack() ? new Outcome.Found<>(true) : Outcome.failed(Kind.UNAVAILABLE);
        }
        if (!response.hasStatus(200)) {
            return new Outcome.Failed<>(GlanceResponse.listFailure(response, walk.place()));
        }
        if (!((Answered) response).isJson()) {
            return notJson();
        }
        try {
            return new Outcome.Found<>(page.finish(limit) && !walk.isFull());
        } catch (MalformedRecordException e) {
            return new Outcome.Failed<>(GlanceResponse.invalid(e.reason() + walk.place()));
        }
    }

    /**
     * Makes all further pages shorter after one that was late, or the next one after one that was too long, which only images make
     * it. What has come of it counts: the walk goes on behind that.
     */
    private static boolean shortens(ServiceResponse response, PageReader page, ListWalk walk, int limit) {
        boolean isLate = response.hasFailed(FailureReason.TIMEOUT);
        boolean isCut = isLate || response.hasFailed(FailureReason.TOO_LARGE);
        int shorter = isLate ? limit / 2 : (int) page.records();
        if (!isCut || shorter == 0 || page.records() >= limit) {
            return false;
        }
        if (isLate) {
            walk.setPageSize(shorter);
        } else {
            walk.shortenPages(shorter);
        }
        return true;
    }

    private int maxPageBytes() {
        return Math.max(PAGE_BYTES, config.maxRecordBytes() + BESIDE_RECORD_BYTES);
    }

    @Override
    public Future<Outcome<Image>> change(ImageId id, List<PropertyChange> changes, Caller caller) {
        Map<String, String> headers = headers(caller);
        headers.put("Content-Type", PATCH_TYPE);
        Buffer patch = Buffer.buffer(PatchDocument.of(changes));
        ServiceRequest request = new ServiceRequest(
                        HttpMethod.PATCH, path(id), headers, patch, config.maxRecordBytes(), config.writeTimeout())
                .onBehalfOf(caller);
        return record(id, request, caller, GlanceResponse::changeFailure);
    }

    @Override
    public Future<Outcome<ImageId>> delete(ImageId id, Caller caller) {
        ServiceRequest request = new ServiceRequest(
                        HttpMethod.DELETE, path(id), headers(caller), null, MAX_ERROR_BYTES, config.writeTimeout())
                .onBehalfOf(caller);
        return unauthorizedRetry
                .send(caller, () -> service.send(request))
                .compose(response -> response.hasStatus(204)
                        ? Future.<Outcome<ImageId>>succeededFuture(new Outcome.Found<>(id))
                        : failed(GlanceResponse.changeFailure(response)))
                .onSuccess(outcome -> log(outcome, request.path(), caller));
    }

    private ServiceRequest pageRequest(String path, boolean isNext, long deadlineNanos, Caller caller) {
        return new ServiceRequest(
                        HttpMethod.GET,
                        path,
                        headers(caller),
                        null,
                        maxPageBytes(),
                        Duration.ofNanos(deadlineNanos - System.nanoTime()))
                .onBehalfOf(caller)
                .asPart(new ServiceRequest.Part(config.pageFirstByteTimeout(), config.pageTimeout(), isNext));
    }

    private static Map<String, String> headers(Caller caller) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Accept", "application/json");
        if (caller.token() != null) {
            headers.put("X-Auth-Token", caller.token().secret());
        }
        if (caller.serviceToken() != null) {
            headers.put("X-Service-Token", caller.serviceToken().secret());
        }
        return headers;
    }

    private static String path(ImageId id) {
        return "/v2/images/" + id.text();
    }

    private static <T> Future<Outcome<T>> failed(Failure failure) {
        return Future.succeededFuture(new Outcome.Failed<>(failure));
    }

    private static <T> Outcome<T> notJson() {
        return new Outcome.Failed<>(GlanceResponse.invalid("not labelled as plain JSON"));
    }

    private Future<Outcome<Image>> readImage(ImageId id, Answered answered, RecordReader record) {
        if (!answered.isJson()) {
            return Future.succeededFuture(notJson());
        }
        return record.length() > WORKER_BYTES
                ? vertx.executeBlocking(() -> parseImage(id, record), false)
                : Future.succeededFuture(parseImage(id, record));
    }

    private Outcome<Image> parseImage(ImageId id, RecordReader record) {
        try {
            Image image = record.image(plainRecords.get(), config.baseProperties());
            if (!id.names(image.id())) {
                return new Outcome.Failed<>(GlanceResponse.invalid("the record of another image"));
            }
            return image.status() == ImageStatus.DELETED ? Outcome.failed(Kind.NOT_FOUND) : new Outcome.Found<>(image);
        } catch (MalformedRecordException e) {
            return new Outcome.Failed<>(GlanceResponse.invalid(e.reason()));
        }
    }

    private static void log(Outcome<?> outcome, String path, Caller caller) {
        LOG.debug("{}: {} (request {})", path, outcome.word(), caller.requestId());
        if (outcome instanceof Outcome.Failed<?> failed && failed.failure().kind() == Kind.INVALID_RESPONSE) {
            TraceLabels.label(LOG.atWarn(), caller.trace())
                    .log(
                            "invalid response of Glance to {}: {} (request {})",
                            path,
                            failed.failure().message(),
                            caller.requestId());
        }
    }
}
