package dev.vitrine.api;

import dev.vitrine.codec.MetadataDocument;
import dev.vitrine.codec.MetadataOutcome;
import dev.vitrine.codec.MetadataWrite;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.glance.ImageBackend;
import dev.vitrine.model.Caller;
import dev.vitrine.model.Failure;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Fault;
import dev.vitrine.model.Format;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.Property;
import dev.vitrine.model.PropertyChange;
import dev.vitrine.server.ApiResponse;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The metadata of an image: all of it, or one item. */
final class MetadataHandler {
    private static final int TRIES = 2;

    private final GatewayConfig settings;
    private final ImageWriteQueue changes;
    private final ImageBackend backend;

    MetadataHandler(GatewayConfig settings, ImageWriteQueue changes, ImageBackend backend) {
        this.settings = settings;
        this.changes = changes;
        this.backend = backend;
    }

    /** Returns what is asked for of the metadata of an image. */
    static ApiResponse shown(Request request, Image image) {
        Format format = request.mediaType().format();
        if (request.target().route() == Route.METADATA) {
            return request.document(MetadataDocument.all(image.metadata(), format));
        }
        Property item = item(image, request.target().key());
        return item == null ? request.fault(Fault.notFound()) : request.document(MetadataDocument.one(item, format));
    }

    /** Makes the change that a request's body asks for. */
    Future<ApiResponse> write(Request request, Caller caller, ImageId id, MetadataOutcome.Values values) {
        MetadataWrite.Kind kind = request.target().route() == Route.ITEM
                ? MetadataWrite.Kind.SET
                : request.exchange().method().equals(HttpMethod.POST)
                        ? MetadataWrite.Kind.MERGE
                        : MetadataWrite.Kind.REPLACE;
        MetadataChange.Rules rules = new MetadataChange.Rules(
                settings.api().metadataItems(), settings.glance().baseProperties(), request.overQuota());
        Function<Image, MetadataChange> change = image -> MetadataChange.of(kind, values.items(), image, rules);
        return inTurn(request, caller, id, change, image -> written(request, kind, values, image));
    }

    /** Takes one item away. */
    Future<ApiResponse> remove(Request request, Caller caller, ImageId id) {
        String key = request.target().key();
        Function<Image, MetadataChange> change = image -> item(image, key) == null
                ? new MetadataChange(List.of(), Fault.of(404, "Invalid metadata key"))
                : new MetadataChange(List.of(new PropertyChange.Remove(key)), null);
        return inTurn(request, caller, id, change, image -> ApiResponse.nothing());
    }

    private Future<ApiResponse> inTurn(
            Request request,
            Caller caller,
            ImageId id,
            Function<Image, MetadataChange> change,
            Function<Image, ApiResponse> answer) {
        return changes.inTurn(
                id,
                () -> attempt(request, caller, id, change, TRIES, answer),
                () -> request.fault(Fault.unavailable()));
    }

    /** Reads the image from the backend, never from memory, works out the change, and sends it; once more if it clashed. */
    private Future<ApiResponse> attempt(
            Request request,
            Caller caller,
            ImageId id,
            Function<Image, MetadataChange> change,
            int tries,
            Function<Image, ApiResponse> answer) {
        return backend.image(id, caller).compose(read -> {
            if (read instanceof Outcome.Failed<Image> failed) {
                return Future.succeededFuture(request.fault(FaultMapper.of(failed.failure(), id)));
            }
            Image image = ((Outcome.Found<Image>) read).value();
            MetadataChange worked = change.apply(image);
            if (worked.fault() != null || worked.steps().isEmpty()) {
                return Future.succeededFuture(
                        worked.fault() == null ? answer.apply(image) : request.fault(worked.fault()));
            }
            return changes.send(id, () -> backend.change(id, worked.steps(), caller))
                    .compose(outcome -> {
                        if (outcome instanceof Outcome.Found<Image> changed) {
                            return Future.succeededFuture(answer.apply(changed.value()));
                        }
                        return outcome.isFailure(Kind.CONFLICT) && tries > 1
                                ? attempt(request, caller, id, change, tries - 1, answer)
                                : Future.succeededFuture(
                                        request.fault(fault(request, ((Outcome.Failed<Image>) outcome).failure(), id)));
                    });
        });
    }

    private static Fault fault(Request request, Failure failure, ImageId id) {
        if (failure.kind() == Kind.OVER_QUOTA) {
            return request.overQuota();
        }
        return failure.kind() == Kind.CONFLICT
                ? Fault.of(409, "There was a conflict when trying to complete your request.")
                : FaultMapper.of(failure, id);
    }

    /** As in Nova: a merge shows what is stored now, the others what was sent. */
    private static ApiResponse written(
            Request request, MetadataWrite.Kind kind, MetadataOutcome.Values values, Image image) {
        Format format = request.mediaType().format();
        if (kind == MetadataWrite.Kind.MERGE) {
            return request.document(MetadataDocument.all(image.metadata(), format));
        }
        List<Property> sent = new ArrayList<>();
        values.items().forEach((key, value) -> sent.add(new Property(key, MetadataChange.value(value))));
        return request.document(
                kind == MetadataWrite.Kind.SET
                        ? MetadataDocument.one(sent.get(0), format)
                        : MetadataDocument.all(sent, format));
    }

    private static @Nullable Property item(Image image, String key) {
        return image.metadata().stream()
                .filter(property -> property.key().equals(key))
                .findFirst()
                .orElse(null);
    }
}
