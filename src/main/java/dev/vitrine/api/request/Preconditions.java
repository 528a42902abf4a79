package dev.vitrine.api.request;

import dev.vitrine.model.IsoTime;
import dev.vitrine.server.RequestContext;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The preconditions of a request, evaluated in the order of RFC 9110, 13.2.2. Those of ranges are ignored, since no response is
 * partial.
 *
 * <p>They count where the request would succeed without them (13.2.1): the caller evaluates them after its other checks. A
 * date that cannot be read is ignored, as the RFC says. What is no entity tag matches none; a write whose {@code If-None-Match}
 * has such an element is refused, since the client wanted something kept.
 *
 * <p>Any thread.
 */
public final class Preconditions {
    private static final CharSequence IF_MATCH = HttpHeaders.createOptimized("If-Match");
    private static final CharSequence IF_UNMODIFIED_SINCE = HttpHeaders.createOptimized("If-Unmodified-Since");
    private static final List<CharSequence> HEADERS =
            List.of(IF_MATCH, HttpHeaders.IF_NONE_MATCH, IF_UNMODIFIED_SINCE, HttpHeaders.IF_MODIFIED_SINCE);
    private static final Preconditions NONE = new Preconditions(HttpMethod.GET, null, null, null, null);

    private final HttpMethod method;
    private final @Nullable EntityTags match;
    private final @Nullable EntityTags noneMatch;
    private final @Nullable Instant unmodifiedSince;
    private final @Nullable Instant modifiedSince;

    private Preconditions(
            HttpMethod method,
            @Nullable EntityTags match,
            @Nullable EntityTags noneMatch,
            @Nullable Instant unmodifiedSince,
            @Nullable Instant modifiedSince) {
        this.method = method;
        this.match = match;
        this.noneMatch = noneMatch;
        this.unmodifiedSince = unmodifiedSince;
        this.modifiedSince = modifiedSince;
    }

    /** What the preconditions make of a request. */
    public enum Outcome {
        /** The request is served. */
        MET,
        /** 304: the client of a read has the representation already. */
        NOT_MODIFIED,
        /** 412: the request is not served. */
        FAILED
    }

    /**
     * The validators of a representation.
     *
     * @param tag the strong entity tag with its quotes; null if it has none
     * @param updated returns the time of the last change in ISO 8601, or null; called where a precondition has a date only
     */
    public record Validators(@Nullable String tag, Supplier<@Nullable String> updated) {
        /** Of a representation that has none. */
        public static final Validators NONE = new Validators(null, () -> null);

        private @Nullable Instant modified() {
            String time = updated.get();
            return time == null ? null : IsoTime.instant(time);
        }
    }

    /** Returns the preconditions of a request. */
    public static Preconditions of(RequestContext context) {
        MultiMap headers = context.request().headers();
        for (CharSequence name : HEADERS) {
            if (headers.contains(name)) {
                return new Preconditions(
                        context.method(),
                        tags(context.header(IF_MATCH)),
                        tags(context.header(HttpHeaders.IF_NONE_MATCH)),
                        date(context.header(IF_UNMODIFIED_SINCE)),
                        date(context.header(HttpHeaders.IF_MODIFIED_SINCE)));
            }
        }
        return NONE;
    }

    private static @Nullable EntityTags tags(@Nullable String header) {
        return header == null ? null : EntityTags.parse(header);
    }

    private static @Nullable Instant date(@Nullable String header) {
        return header == null ? null : HttpDate.parse(header);
    }

    /** Returns whether every request is served, whatever there is. */
    public boolean isEmpty() {
        return match == null && noneMatch == null && unmodifiedSince == null && modifiedSince == null;
    }

    /**
     * Evaluates the preconditions.
     *
     * @param current the validators of the representation that a GET of the same target would show now; null if there is none
     */
    public Outcome evaluate(@Nullable Validators current) {
        if (!isUnchanged(current)) {
            return Outcome.FAILED;
        }
        boolean isRead = ApiRoute.isRead(method);
        if (noneMatch != null) {
            boolean isNew = current == null || !noneMatch.mayHave(current.tag(), isRead);
            return isNew ? Outcome.MET : isRead ? Outcome.NOT_MODIFIED : Outcome.FAILED;
        }
        boolean isKnown = isRead && modifiedSince != null && current != null && !isAfter(current, modifiedSince);
        return isKnown ? Outcome.NOT_MODIFIED : Outcome.MET;
    }

    /** {@code If-Match}, else {@code If-Unmodified-Since}. */
    private boolean isUnchanged(@Nullable Validators current) {
        if (match != null) {
            return current != null && match.has(current.tag());
        }
        Instant modified = unmodifiedSince == null || current == null ? null : current.modified();
        return modified == null || unmodifiedSince == null || !modified.isAfter(unmodifiedSince);
    }

    /** Where there is no date, each date is before it. */
    private static boolean isAfter(Validators current, Instant date) {
        Instant modified = current.modified();
        return modified == null || modified.isAfter(date);
    }
}
