package dev.vitrine.nova;

import dev.vitrine.model.Endpoint;
import dev.vitrine.server.RequestContext;
import io.vertx.core.MultiMap;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The fields that say how a message came through the gateway: {@code Via} (RFC 9110, 7.6.3), {@code X-Forwarded-…} and {@code
 * Forwarded} (RFC 7239).
 *
 * <p>What a trusted proxy says of the client stays, and the proxy's own address is added to it. What anybody else says is
 * replaced by what the gateway sees.
 */
final class ForwardedFields {
    private static final String VIA = "Via";
    private static final String FORWARDED = "Forwarded";
    private static final String PREFIX = "X-Forwarded-";
    private static final String FOR = PREFIX + "For";
    private static final String PROTO = PREFIX + "Proto";
    private static final String HOST = PREFIX + "Host";

    /** Its name in {@code Via}, of this process alone: by it a request is known that comes back. */
    private final String pseudonym =
            "vitrine-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());

    /** Returns whether {@link #toRequest} sets this field, or leaves it out. */
    static boolean isOne(String name) {
        return name.regionMatches(true, 0, PREFIX, 0, PREFIX.length())
                || name.equalsIgnoreCase(VIA)
                || name.equalsIgnoreCase(FORWARDED);
    }

    /**
     * Returns whether the request seems to have come from here already: then Nova's endpoint is the gateway's own, or the client
     * sends what it has read in a response.
     */
    boolean isLoop(RequestContext context) {
        return context.headers(VIA).stream().anyMatch(line -> line.contains(pseudonym));
    }

    /** Sets the fields of a request for this host. */
    void toRequest(RequestContext context, String host, MultiMap fields) {
        String peer = context.peer();
        if (context.isForwarded()) {
            keep(context, fields);
            List<String> before = context.headers(FOR);
            fields.set(FOR, before.isEmpty() ? peer : String.join(", ", before) + ", " + peer);
            addForwarded(context, peer, fields);
        } else {
            fields.set(FOR, peer);
        }
        setUnlessThere(fields, PROTO, context.isTls() ? "https" : "http");
        setUnlessThere(fields, HOST, host);
        fields.add(VIA, context.headers(VIA));
        fields.add(VIA, (context.isHttp2() ? "2.0" : context.version()) + " " + pseudonym);
    }

    private static void keep(RequestContext context, MultiMap fields) {
        context.request().headers().forEach(field -> {
            boolean isListed = field.getKey().equalsIgnoreCase(VIA)
                    || field.getKey().equalsIgnoreCase(FOR)
                    || field.getKey().equalsIgnoreCase(FORWARDED);
            if (isOne(field.getKey()) && !isListed && !EndToEndFields.isAmbiguous(field.getKey())) {
                fields.add(field.getKey(), field.getValue());
            }
        });
    }

    private static void addForwarded(RequestContext context, String peer, MultiMap fields) {
        List<String> before = context.headers(FORWARDED);
        if (!before.isEmpty()) {
            String node = peer.indexOf(':') >= 0 ? '"' + Endpoint.inUrl(peer) + '"' : peer;
            fields.set(FORWARDED, String.join(", ", before) + ", for=" + node);
        }
    }

    private static void setUnlessThere(MultiMap fields, String name, String value) {
        if (!fields.contains(name)) {
            fields.set(name, value);
        }
    }

    /** Adds the gateway to {@code Via} of a response that has come with this version of HTTP. */
    void toResponse(String version, MultiMap fields) {
        fields.add(VIA, version + " " + pseudonym);
    }
}
