package dev.vitrine.compute;

import dev.vitrine.cache.CachedImage;
import dev.vitrine.cache.ImageCache;
import dev.vitrine.codec.MediaType;
import dev.vitrine.config.IdentityMode;
import dev.vitrine.config.MountSettings;
import dev.vitrine.config.Settings;
import dev.vitrine.http.Answer;
import dev.vitrine.http.Exchange;
import dev.vitrine.http.GatewayVerticle;
import dev.vitrine.keystone.Authentication;
import dev.vitrine.model.AccessRule;
import dev.vitrine.model.Caller;
import dev.vitrine.model.Fault;
import dev.vitrine.model.Identity;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Links;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.Token;
import dev.vitrine.model.TokenVerdict;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The compute images API.
 *
 * <p>The order of the checks is Nova's, and tests on requests with two faults depend on it: token, path and method,
 * microversion, project, image. Runs on the event loop that read the request.
 */
public final class ImagesApi implements GatewayVerticle.Api {
    private static final Fault UNDECODABLE = Fault.badRequest("The path cannot be decoded.");

    private final Settings settings;
    private final Authentication authentication;
    private final ImageCache images;
    private final LinkBase linkBase;
    private final Versions versions;

    /** Takes what it asks: who a caller is, and what an image. */
    public ImagesApi(Settings settings, Authentication authentication, ImageCache images) {
        this.settings = settings;
        this.authentication = authentication;
        this.images = images;
        this.linkBase = new LinkBase(settings.links());
        this.versions = new Versions(linkBase, settings.maxMicroversion());
    }

    @Override
    public Future<Answer> answer(Exchange exchange) {
        Target target = Target.of(exchange.rawPath());
        if (exchange.headers("Host").size() > 1) {
            return Future.succeededFuture(fault(exchange, Fault.badRequest("There are several Host headers.")));
        }
        Answer openToAll = target.route() == null ? versions.answer(exchange) : null;
        if (openToAll != null) {
            return Future.succeededFuture(openToAll);
        }
        if (target.mount() == null) {
            return Future.succeededFuture(fault(exchange, UNDECODABLE));
        }
        if (target.route() != null && exchange.method().equals(HttpMethod.OPTIONS)) {
            return Future.succeededFuture(
                    Answer.nothing().with("Allow", target.route().allowed()));
        }
        Request request = new Request(exchange, target);
        Token token = settings.identity() == IdentityMode.NONE ? null : exchange.token();
        return authentication.verdict(token, exchange.idForBackends()).compose(verdict -> {
            if (verdict instanceof TokenVerdict.Valid valid
                    && request.isWithin(valid.identity().accessRules())) {
                return request.answer(new Caller(valid.identity(), token, exchange.idForBackends()));
            }
            return Future.succeededFuture(request.fault(
                    verdict instanceof TokenVerdict.Unavailable ? Fault.identityUnavailable() : Fault.unauthorized()));
        });
    }

    @Override
    public Answer fault(Exchange exchange, Fault fault) {
        return new Request(exchange, Target.of(exchange.rawPath())).fault(fault);
    }

    /** One request, once its path has been read. */
    private final class Request {
        private final Exchange exchange;
        private final Target target;
        private final MediaType mediaType;

        Request(Exchange exchange, Target target) {
            this.exchange = exchange;
            this.target = target;
            this.mediaType = Negotiation.mediaType(target, exchange);
        }

        Answer fault(Fault fault) {
            Answer answer = Answer.fault(fault, mediaType.format());
            return fault.status() == 401
                    ? answer.with(
                            "WWW-Authenticate",
                            "Keystone uri=\"" + settings.keystone().authenticateUri() + "\"")
                    : answer;
        }

        /** An application credential may be good for a few requests only, of which this must be one. */
        boolean isWithin(@Nullable List<AccessRule> rules) {
            return rules == null
                    || rules.stream()
                            .anyMatch(rule -> rule.allows(
                                    settings.keystone().serviceType(),
                                    exchange.method().name(),
                                    exchange.rawPath()));
        }

        Future<Answer> answer(Caller caller) {
            if (target.route() == null) {
                return Future.succeededFuture(fault(target.wellFormed() ? Fault.notFound() : UNDECODABLE));
            }
            if (!target.route().allows(exchange.method())) {
                return Future.succeededFuture(
                        fault(Fault.badMethod()).with("Allow", target.route().allowed()));
            }
            Versioned versioned = Versioned.of(target.mount(), exchange, settings.maxMicroversion());
            Fault wrong = wrong(versioned, caller.identity());
            Future<Answer> answer = wrong == null ? routed(caller) : Future.succeededFuture(fault(wrong));
            return answer.map(versioned::label);
        }

        private @Nullable Fault wrong(Versioned versioned, Identity identity) {
            if (versioned.fault() != null) {
                return versioned.fault();
            }
            if (target.project() != null && !isProjectOf(identity, target.project())) {
                return otherProject(identity, target.project());
            }
            return versioned.hasImages() || target.route() == Route.VERSION ? null : Fault.notFound();
        }

        private Future<Answer> routed(Caller caller) {
            return target.route() == Route.VERSION
                    ? Future.succeededFuture(versions.projectDocument(exchange))
                    : show(caller);
        }

        private boolean isProjectOf(Identity identity, String project) {
            return identity.project() instanceof Identity.Project.Unverified
                    || (identity.project() instanceof Identity.Project.Of own
                            && own.id().equals(project));
        }

        private Fault otherProject(Identity identity, String project) {
            String own = identity.project() instanceof Identity.Project.Of of ? of.id() : "None";
            return Fault.badRequest("Malformed request URL: URL's project_id '" + project
                    + "' doesn't match Context's project_id '" + own + "'");
        }

        private Future<Answer> show(Caller caller) {
            Links links = linkBase.links(exchange, target);
            if (links == null) {
                return Future.succeededFuture(fault(LinkBase.NO_HOST));
            }
            ImageId id = ImageId.parse(target.image());
            if (id == null) {
                return Future.succeededFuture(fault(Fault.imageNotFound()));
            }
            return images.image(id, caller)
                    .compose(outcome -> outcome instanceof Outcome.Found<CachedImage> found
                            ? document(found.value(), links)
                            : Future.succeededFuture(
                                    fault(Faults.of(((Outcome.Failed<CachedImage>) outcome).failure(), id))));
        }

        private Future<Answer> document(CachedImage image, Links links) {
            MountSettings mount = switch (target.mount()) {
                case V1_1 -> settings.v11();
                case V2 -> settings.v2();
                case V2_1 -> settings.v21();
            };
            return images.document(image, mount.view(mediaType.format()))
                    .map(document -> Answer.document(mediaType, document.fill(links)));
        }
    }
}
