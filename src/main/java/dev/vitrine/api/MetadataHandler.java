package dev.vitrine.api;

import dev.vitrine.api.request.ApiRoute;
import dev.vitrine.api.request.Preconditions.Validators;
import dev.vitrine.api.request.RequestPath;
import dev.vitrine.async.ByteBudget;
import dev.vitrine.async.ByteBudget.Reservation;
import dev.vitrine.cache.ImageCache;
import dev.vitrine.codec.MediaType;
import dev.vitrine.codec.MetadataDocument;
import dev.vitrine.codec.metadata.MetadataOutcome;
import dev.vitrine.codec.metadata.MetadataWrite;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.glance.ImageBackend;
import dev.vitrine.glance.PropertyChange;
import dev.vitrine.identity.Caller;
import dev.vitrine.identity.Digest;
import dev.vitrine.identity.Identity;
import dev.vitrine.model.Failure;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Fault;
import dev.vitrine.model.Image;
import dev.vitrine.model.Image.Property;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.ResponseTemplate.Growth;
import dev.vitrine.model.ResponseTemplate.Links;
import dev.vitrine.model.View.Format;
import dev.vitrine.server.ApiResponse;
import dev.vitrine.server.ResponseContent;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Shows and changes the metadata of an image: all of it, or one item. */
final class MetadataHandler {
    private static final int MAX_TRIES = 2;

    private final GatewayConfig config;
    private final ImageCache images;
    private final ImageWriteQueue writes;
    private final ImageBackend glance;
    private final ByteBudget budget;

    MetadataHandler(ApiServices services) {
        this.config = services.config();
        this.images = services.images();
        this.writes = services.writes();
        this.glance = services.glance();
        this.budget = services.budget();
    }

    /** Shows all items, or the one that the path names. */
    void show(RoutingContext ctx) {
        ApiRequest request = ApiRequest.of(ctx);
        Identity identity = request.caller().identity();
        request.respond(
                ctx,
                ShowImageHandler.image(
                        request,
                        id -> images.image(id, request.caller()),
                        image -> images.read(image, identity, (record, growth) -> content(request, record, growth))
                                .map(outcome -> conditional(request, outcome))));
    }

    private static ApiResponse conditional(ApiRequest request, Outcome<Content> outcome) {
        ApiResponse shown = shown(request, outcome);
        return shown.status() == 200 && outcome instanceof Outcome.Found<Content> found
                ? request.conditional(new Validators(shown.tag(), found.value()::updated), () -> shown)
                : shown;
    }

    /**
     * What a GET shows of an image.
     *
     * @param all the document of all items; null for one item
     * @param item null if there is none of that key
     * @param updated the time of the image's last change
     */
    private record Content(
            @Nullable ResponseTemplate all,
            @Nullable Property item,
            MediaType type,
            @Nullable String updated) {}

    /**
     * Returns all items or the item of the whole key; else, where the mount has suffixes, that of the key without its suffix, in
     * the suffix's format, as Icehouse did. Any thread.
     */
    private Content content(ApiRequest request, Image image, Growth growth) {
        RequestPath path = request.path();
        MediaType type = request.mediaType();
        if (path.route() == ApiRoute.METADATA) {
            ResponseTemplate all = MetadataDocument.all(image.metadata(), type.format(), growth);
            return new Content(ShowImageHandler.withTag(all), null, type, image.updated());
        }
        Property whole = item(image, path.key());
        Format suffix = Objects.requireNonNull(path.mount()).takesSuffix(config) ? path.keySuffix() : null;
        return whole != null || suffix == null
                ? new Content(null, whole, type, image.updated())
                : new Content(null, item(image, path.bareKey()), MediaType.plain(suffix), image.updated());
    }

    /** Returns the response to a GET of the path, whatever its preconditions. */
    private static ApiResponse shown(ApiRequest request, Outcome<Content> outcome) {
        if (!(outcome instanceof Outcome.Found<Content> found)) {
            return request.fault(Fault.unavailable());
        }
        Content content = found.value();
        if (content.all != null) {
            return request.tagged(content.all, Links.NONE);
        }
        return content.item == null
                ? ApiResponse.fault(Fault.notFound(), content.type.format())
                : tagged(MetadataDocument.one(content.item, content.type.format()), content.type);
    }

    private static ApiResponse tagged(byte[] document, MediaType type) {
        return ApiResponse.document(type, ResponseContent.of(document))
                .tagged(ApiRequest.tag(Digest.of(document).a(), type, 0));
    }

    private Future<ApiResponse> shown(ApiRequest request, Image image) {
        return images.render(image, request.caller().identity(), growth -> content(request, image, growth))
                .map(outcome -> shown(request, outcome));
    }

    /** Makes the change that the request's body asks for. */
    void write(RoutingContext ctx) {
        ApiRequest request = ApiRequest.of(ctx);
        MetadataWrite.Kind kind = request.path().route() == ApiRoute.ITEM
                ? MetadataWrite.Kind.SET
                : request.context().method().equals(HttpMethod.POST)
                        ? MetadataWrite.Kind.MERGE
                        : MetadataWrite.Kind.REPLACE;
        MetadataOutcome.Values values = (MetadataOutcome.Values) Objects.requireNonNull(request.body());
        MetadataChange.Rules rules = new MetadataChange.Rules(
                config.api().metadataItems(), config.glance().baseProperties(), request.overQuota());
        enqueue(
                ctx,
                image -> MetadataChange.of(kind, values.items(), image, rules),
                image -> written(request, kind, values, image));
    }

    /** Deletes one item. */
    void remove(RoutingContext ctx) {
        String key = ApiRequest.of(ctx).path().key();
        enqueue(
                ctx,
                image -> item(image, key) == null
                        ? new MetadataChange(List.of(), Fault.of(404, "Invalid metadata key"))
                        : new MetadataChange(List.of(new PropertyChange.Remove(key)), null),
                image -> Future.succeededFuture(ApiResponse.nothing()));
    }

    private void enqueue(
            RoutingContext ctx, Function<Image, MetadataChange> plan, Function<Image, Future<ApiResponse>> response) {
        ApiRequest request = ApiRequest.of(ctx);
        writes.respondInTurn(ctx, id -> {
            Reservation held = budget.reserve(request.caller().identity().projectOrClass());
            return attempt(new Write(request, id, plan, response, held), MAX_TRIES)
                    .onComplete(end -> held.release());
        });
    }

    /**
     * A write of one image's metadata.
     *
     * @param plan works out what differs from the image as Glance has it
     * @param response makes the response of the image as it is then
     * @param held counts the records that are held until the write ends
     */
    private record Write(
            ApiRequest request,
            ImageId id,
            Function<Image, MetadataChange> plan,
            Function<Image, Future<ApiResponse>> response,
            Reservation held) {
        Future<ApiResponse> fault(Fault fault) {
            return Future.succeededFuture(request.fault(fault));
        }
    }

    /** Reads the image from Glance, never from the cache, works out the change, and sends it; once more if it is overtaken. */
    private Future<ApiResponse> attempt(Write write, int tries) {
        return writes.withCurrent(glance, write.id, write.request, image -> change(write, image, tries));
    }

    /** Preconditions count after the other checks (RFC 9110, 13.2.1), and for a change that changes nothing, too. */
    private Future<ApiResponse> change(Write write, Image image, int tries) {
        if (!write.held.tryAdd(image.weight())) {
            return write.fault(Fault.unavailable());
        }
        MetadataChange change = write.plan.apply(image);
        return change.fault() != null
                ? write.fault(change.fault())
                : write.request.ifMet(
                        () -> shown(write.request, image),
                        image.updated(),
                        () -> change.steps().isEmpty() ? write.response.apply(image) : send(write, change, tries));
    }

    /** A change that was taken back before it is sent is not made, and invalidates nothing. */
    private Future<ApiResponse> send(Write write, MetadataChange change, int tries) {
        if (write.request.context().isGone()) {
            return write.fault(Fault.unavailable());
        }
        Caller caller = write.request.caller();
        return writes.send(write.id, caller.identity(), () -> glance.change(write.id, change.steps(), caller))
                .compose(outcome -> {
                    if (outcome instanceof Outcome.Found<Image> changed) {
                        return write.response.apply(changed.value());
                    }
                    // A 404 may be that of a property that another client has removed meanwhile.
                    boolean isOvertaken = outcome.isFailure(Kind.CONFLICT) || outcome.isFailure(Kind.NOT_FOUND);
                    return isOvertaken && tries > 1
                            ? attempt(write, tries - 1)
                            : write.fault(fault(write.request, ((Outcome.Failed<Image>) outcome).failure(), write.id));
                });
    }

    private static Fault fault(ApiRequest request, Failure failure, ImageId id) {
        if (failure.kind() == Kind.OVER_QUOTA) {
            return request.overQuota();
        }
        return failure.kind() == Kind.CONFLICT
                ? Fault.of(409, "There was a conflict when trying to complete your request.")
                : FaultMapper.of(failure, id);
    }

    /**
     * As in Nova: a merge shows what is stored now, the others what was sent. Without an entity tag, which would be that of
     * what a GET shows (RFC 9110, 9.3.4).
     */
    private Future<ApiResponse> written(
            ApiRequest request, MetadataWrite.Kind kind, MetadataOutcome.Values values, Image image) {
        Format format = request.mediaType().format();
        if (kind == MetadataWrite.Kind.MERGE) {
            return images.render(
                            image,
                            request.caller().identity(),
                            growth -> MetadataDocument.all(image.metadata(), format, growth))
                    .map(outcome -> outcome instanceof Outcome.Found<ResponseTemplate> document
                            ? request.document(ResponseContent.of(document.value(), Links.NONE))
                            : request.fault(Fault.unavailable()));
        }
        List<Property> sent = new ArrayList<>();
        values.items().forEach((key, value) -> sent.add(new Property(key, MetadataChange.value(value))));
        ResponseContent content = kind == MetadataWrite.Kind.SET
                ? ResponseContent.of(MetadataDocument.one(sent.get(0), format))
                : ResponseContent.of(MetadataDocument.all(sent, format, Growth.UNLIMITED), Links.NONE);
        return Future.succeededFuture(request.document(content));
    }

    private static @Nullable Property item(Image image, String key) {
        return image.metadata().stream()
                .filter(property -> property.key().equals(key))
                .findFirst()
                .orElse(null);
    }
}
