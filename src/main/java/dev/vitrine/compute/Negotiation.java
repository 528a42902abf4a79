package dev.vitrine.compute;

import dev.vitrine.codec.Accept;
import dev.vitrine.codec.MediaType;
import dev.vitrine.http.Exchange;
import dev.vitrine.model.Format;

/** Chooses the media type of an answer: the suffix, else {@code Accept}, else JSON. */
final class Negotiation {
    private Negotiation() {}

    /** Returns the type; XML is on offer everywhere but on {@code /v2.1}. */
    static MediaType mediaType(Target target, Exchange exchange) {
        if (target.suffix() != null) {
            return target.suffix() == Format.XML ? MediaType.XML : MediaType.JSON;
        }
        return Accept.choose(
                exchange.header("Accept"),
                target.mount() == null || target.mount().isLegacy());
    }
}
