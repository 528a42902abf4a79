package dev.vitrine.api;

import dev.vitrine.codec.Accept;
import dev.vitrine.codec.MediaType;
import dev.vitrine.model.Format;
import dev.vitrine.server.RequestContext;

/** Chooses the media type of an answer: the suffix, else {@code Accept}, else JSON. */
final class Negotiation {
    private Negotiation() {}

    /**
     * Returns the type.
     *
     * @param xml whether XML is on offer
     */
    static MediaType mediaType(RequestPath target, RequestContext exchange, boolean xml) {
        if (target.suffix() != null) {
            return target.suffix() == Format.XML ? MediaType.XML : MediaType.JSON;
        }
        return Accept.choose(exchange.header("Accept"), xml);
    }
}
