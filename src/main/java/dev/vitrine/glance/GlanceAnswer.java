package dev.vitrine.glance;

import dev.vitrine.client.ServiceResponse;
import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.client.ServiceResponse.Cause;
import dev.vitrine.client.ServiceResponse.Failed;
import dev.vitrine.model.Failure;
import dev.vitrine.model.Failure.Kind;

/** What Glance's answers mean that are no success. */
final class GlanceAnswer {
    static final String REQUEST_ID = "X-OpenStack-Request-ID";

    private static final int MOST_SECONDS = 3600;

    private GlanceAnswer() {}

    /** Of a question, which changed nothing. */
    static Failure toQuestion(ServiceResponse reply) {
        if (reply instanceof Answered answer) {
            return isOutage(answer) ? outage(Kind.UNAVAILABLE, answer) : refusal(answer);
        }
        return switch (((Failed) reply).cause()) {
            case TOO_LARGE -> garbage("too long");
            case UNREADABLE -> garbage("no HTTP");
            default -> Failure.of(Kind.UNAVAILABLE);
        };
    }

    /** Of a change: unless it surely did not arrive, or Glance refused it, it may have been made. */
    static Failure toChange(ServiceResponse reply) {
        if (reply instanceof Answered answer) {
            return isOutage(answer) ? outage(Kind.UNCERTAIN, answer) : refusal(answer);
        }
        Cause cause = ((Failed) reply).cause();
        boolean arrived = cause != Cause.UNREACHABLE && cause != Cause.SATURATED && cause != Cause.LEFT_OUT;
        return Failure.of(arrived ? Kind.UNCERTAIN : Kind.UNAVAILABLE);
    }

    static Failure garbage(String reason) {
        return Failure.of(Kind.GARBAGE, reason);
    }

    private static boolean isOutage(Answered answer) {
        return switch (answer.status()) {
            case 429, 500, 502, 503, 504 -> true;
            default -> false;
        };
    }

    /** Glance may say when it wants to be asked again; a date is not passed on, and no more than an hour. */
    private static Failure outage(Kind kind, Answered answer) {
        String after = answer.headers().get("Retry-After");
        boolean seconds = after != null
                && !after.isEmpty()
                && after.length() <= 4
                && after.chars().allMatch(c -> c >= '0' && c <= '9');
        return new Failure(kind, "", seconds ? Math.min(Integer.parseInt(after), MOST_SECONDS) : 0);
    }

    private static Failure refusal(Answered answer) {
        return switch (answer.status()) {
            case 400 -> Failure.of(Kind.REJECTED, GlanceError.message(answer));
            case 401 -> Failure.of(Kind.TOKEN_REFUSED);
            case 403 -> Failure.of(Kind.REFUSED, GlanceError.message(answer));
            // A load balancer with no Glance behind it may say 404 too, but it knows no request ids.
            case 404, 410 ->
                answer.headers().contains(REQUEST_ID) ? Failure.of(Kind.ABSENT) : garbage("a 404 without a request id");
            case 409 -> Failure.of(Kind.CONFLICT, GlanceError.message(answer));
            case 413 -> Failure.of(Kind.OVER_QUOTA);
            default -> garbage("status " + answer.status());
        };
    }
}
