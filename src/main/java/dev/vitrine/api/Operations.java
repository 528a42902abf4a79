package dev.vitrine.api;

import dev.vitrine.cache.CachedImage;
import dev.vitrine.cache.ImageCache;
import dev.vitrine.cache.ListCache;
import dev.vitrine.cache.Loop;
import dev.vitrine.codec.MetadataBody;
import dev.vitrine.codec.MetadataOutcome;
import dev.vitrine.codec.MetadataWrite;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.glance.ImageBackend;
import dev.vitrine.model.CacheOutcome;
import dev.vitrine.model.Caller;
import dev.vitrine.model.Fault;
import dev.vitrine.model.Identity;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Links;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.server.ApiResponse;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What can be done with images. The caller has been let in, and his request is well-formed. */
public final class Operations {
    private final LinkBuilder linkBase;
    private final ImageCache images;
    private final ListImagesHandler lists;
    private final ShowImageHandler show;
    private final MetadataHandler metadata;
    private final DeleteImageHandler delete;

    /** Takes the memory, and the backend where memory must not be asked. */
    public Operations(Loop loop, GatewayConfig settings, ImageCache images, ListCache lists, ImageBackend backend) {
        ImageWriteQueue changes = new ImageWriteQueue(loop, settings.glance().writeTimeout(), images, lists);
        this.linkBase = new LinkBuilder(settings.links());
        this.images = images;
        this.lists = new ListImagesHandler(settings.api(), lists);
        this.show = new ShowImageHandler(images);
        this.metadata = new MetadataHandler(settings, changes, backend);
        this.delete = new DeleteImageHandler(changes, backend);
    }

    /** Returns what came of reading a request's body. */
    MetadataOutcome read(Request request, byte[] body) {
        MetadataWrite write = request.target().route() == Route.ITEM
                ? MetadataWrite.set(request.target().key())
                : request.exchange().method().equals(HttpMethod.POST) ? MetadataWrite.MERGE : MetadataWrite.REPLACE;
        return MetadataBody.read(write, request.exchange().header("Content-Type"), body, request.isLegacy());
    }

    /** Returns an image if it is remembered for this caller, fresh and rendered; null if it takes more than a look. */
    @Nullable
    ApiResponse remembered(Request request, Identity identity) {
        ImageId id = ImageId.parse(request.target().image());
        CachedImage image = id == null ? null : images.fresh(id, identity);
        ResponseTemplate document = image == null ? null : image.document(request.view());
        Links links = document == null ? null : linkBase.links(request.exchange(), request.target());
        return document == null || links == null
                ? null
                : ShowImageHandler.shown(request, document, links).from(CacheOutcome.HIT);
    }

    /** Does what the request asks for, with the values that its body brought, if it has one. */
    Future<ApiResponse> run(Request request, Caller caller, MetadataOutcome.@Nullable Values values) {
        Links links = linkBase.links(request.exchange(), request.target());
        if (links == null) {
            return Future.succeededFuture(request.fault(LinkBuilder.NO_HOST));
        }
        Route route = request.target().route();
        if (route == Route.INDEX || route == Route.DETAIL) {
            return lists.answer(request, caller, links);
        }
        ImageId id = ImageId.parse(request.target().image());
        if (id == null) {
            return Future.succeededFuture(request.fault(Fault.imageNotFound()));
        }
        if (values != null) {
            return metadata.write(request, caller, id, values);
        }
        if (request.exchange().method().equals(HttpMethod.DELETE)) {
            return route == Route.ITEM ? metadata.remove(request, caller, id) : delete.answer(request, caller, id);
        }
        return route == Route.IMAGE
                ? read(request, caller, id, image -> show.answer(request, image, links))
                : read(
                        request,
                        caller,
                        id,
                        image -> Future.succeededFuture(MetadataHandler.shown(request, image.image())));
    }

    private Future<ApiResponse> read(
            Request request, Caller caller, ImageId id, Function<CachedImage, Future<ApiResponse>> answer) {
        return images.image(id, caller).compose(recalled -> {
            Future<ApiResponse> ready = recalled.outcome() instanceof Outcome.Found<CachedImage> found
                    ? answer.apply(found.value())
                    : Future.succeededFuture(request.fault(
                            FaultMapper.of(((Outcome.Failed<CachedImage>) recalled.outcome()).failure(), id)));
            return ready.map(written -> written.from(recalled.how()));
        });
    }
}
