package dev.vitrine.glance;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vitrine.client.ServiceRequest;
import dev.vitrine.client.ServiceResponse;
import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.client.ServiceResponse.Failed;
import dev.vitrine.model.Failure;
import dev.vitrine.model.Failure.Kind;
import java.io.IOException;
import java.math.BigInteger;
import java.util.regex.Pattern;

/** What Glance's responses mean that are no success. */
final class GlanceResponse {
    private static final BigInteger MAX_RETRY_AFTER_SECONDS = BigInteger.valueOf(3600);
    private static final int MAX_MESSAGE_CHARS = 1024;
    private static final Pattern SECONDS = Pattern.compile("[0-9]+");

    /** Reads error documents. Made for the first one: no start should wait for it. */
    private static final class ErrorDocument {
        static final ObjectMapper JSON = new ObjectMapper();
    }

    private GlanceResponse() {}

    /** Returns the failure of a read, which changed nothing. */
    static Failure readFailure(ServiceResponse response) {
        if (response instanceof Answered answered) {
            return isOutage(answered) ? outage(Kind.UNAVAILABLE, answered) : refusal(answered);
        }
        return switch (((Failed) response).reason()) {
            case TOO_LARGE -> invalid("too long");
            case MALFORMED -> invalid("not HTTP");
            default -> Failure.of(Kind.UNAVAILABLE);
        };
    }

    /**
     * Returns the failure of a list. There always is a list: a 404 means that Glance cannot serve it now.
     *
     * @param place where in the list it is, for the log
     */
    static Failure listFailure(ServiceResponse response, String place) {
        Failure failure = readFailure(response);
        return switch (failure.kind()) {
            case NOT_FOUND -> Failure.of(Kind.UNAVAILABLE);
            case INVALID_RESPONSE -> invalid(failure.message() + place);
            default -> failure;
        };
    }

    /** Glance's refusal of a marker that is no image any more (400, 404), or that the caller may not see any more (403). */
    static boolean isMarkerRefused(ServiceResponse response) {
        return response.hasStatus(400) || response.hasStatus(403) || response.hasStatus(404);
    }

    /**
     * Returns the failure of a change: unless it surely was not sent, or Glance itself refused it, it may have been made.
     *
     * <p>A refusal is Glance's own if it has Glance's request id; then nothing was changed, and nothing is invalidated: anybody
     * may send forbidden changes. A proxy sends refusals without one, and does not say whether Glance has seen the request: a
     * 429 counts like a 503 then, as an unknown outcome. Glance's 500 is a bug that the change has met, or an outage that it
     * does not expect: the client must not be asked to try again. A status that Glance does not send (a redirect, a 501, a 200
     * to a DELETE) is an invalid response, as for a read: whatever sent it need not be Glance. The image is invalidated in each
     * of these cases; only after a 500 or an unknown outcome is its caching suspended as well.
     */
    static Failure changeFailure(ServiceResponse response) {
        if (response instanceof Answered answered) {
            return answeredChange(answered);
        }
        return ((Failed) response).reason().isNotSent()
                ? Failure.of(Kind.UNAVAILABLE).notApplied()
                : Failure.of(Kind.UNKNOWN_OUTCOME);
    }

    private static Failure answeredChange(Answered answered) {
        if (isGlancesRefusal(answered)) {
            return (answered.status() == 429 ? outage(Kind.UNAVAILABLE, answered) : refusal(answered)).notApplied();
        }
        if (answered.status() == 500) {
            return Failure.of(Kind.CHANGE_FAILED);
        }
        return isOutage(answered) ? outage(Kind.UNKNOWN_OUTCOME, answered) : refusal(answered);
    }

    private static boolean isGlancesRefusal(Answered answered) {
        return switch (answered.status()) {
            case 400, 403, 404, 409, 410, 413, 429 -> hasRequestId(answered);
            // keystonemiddleware stands before what makes the request id, and names itself in the challenge.
            case 401 -> hasRequestId(answered) || hasKeystoneChallenge(answered);
            default -> false;
        };
    }

    private static boolean hasKeystoneChallenge(Answered answered) {
        String challenge = answered.headers().get("WWW-Authenticate");
        return challenge != null && challenge.startsWith("Keystone uri=");
    }

    private static boolean hasRequestId(Answered answered) {
        return answered.headers().contains(ServiceRequest.REQUEST_ID);
    }

    /** Returns the failure of a response that cannot be one of Glance's; the reason is for the log. */
    static Failure invalid(String reason) {
        return Failure.of(Kind.INVALID_RESPONSE, reason);
    }

    private static boolean isOutage(Answered answered) {
        return switch (answered.status()) {
            case 429, 500, 502, 503, 504 -> true;
            default -> false;
        };
    }

    /**
     * Passes Retry-After on where it is a number of seconds, of any digits (RFC 9110, 10.2.3), an hour at most; a date is not
     * passed on.
     */
    private static Failure outage(Kind kind, Answered answered) {
        String after = answered.headers().get("Retry-After");
        boolean isSeconds = after != null && SECONDS.matcher(after).matches();
        int seconds =
                isSeconds ? new BigInteger(after).min(MAX_RETRY_AFTER_SECONDS).intValue() : 0;
        return new Failure(kind, "", seconds, false);
    }

    private static Failure refusal(Answered answered) {
        return switch (answered.status()) {
            case 400 -> Failure.of(Kind.REJECTED, message(answered));
            case 401 -> Failure.of(Kind.TOKEN_REFUSED);
            case 403 -> Failure.of(Kind.REFUSED, message(answered));
            // A load balancer with no Glance behind it may say 404 too, but it sends no request id.
            case 404, 410 ->
                hasRequestId(answered) ? Failure.of(Kind.NOT_FOUND) : invalid("a 404 without a request id");
            case 409 -> Failure.of(Kind.CONFLICT, message(answered));
            case 413 -> Failure.of(Kind.OVER_QUOTA);
            default -> invalid("status " + answered.status());
        };
    }

    /**
     * Returns the first line of the message in an error document, where Glance wraps it in the remains of a web page, or a general
     * one where there is none. Behind it jsonschema writes a part of the schema.
     */
    static String message(Answered answered) {
        try {
            String text = ErrorDocument.JSON
                    .readTree(answered.body().getBytes())
                    .path("message")
                    .asText("");
            int end = text.indexOf("<br");
            String message = (end < 0 ? text : text.substring(0, end)).strip();
            if (!message.isEmpty()) {
                String line = message.lines().findFirst().orElse(message).strip();
                return WellFormed.text(line.substring(0, Math.min(line.length(), MAX_MESSAGE_CHARS)));
            }
        } catch (IOException e) {
            // Not JSON: the page of a proxy, perhaps, whose text is not for clients.
        }
        return general(answered.status());
    }

    private static String general(int status) {
        return switch (status) {
            case 403 -> "The image service has refused the request.";
            case 409 -> "There was a conflict when trying to complete your request.";
            default -> "The image service found the request to be malformed.";
        };
    }
}
