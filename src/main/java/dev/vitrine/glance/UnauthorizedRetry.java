package dev.vitrine.glance;

import dev.vitrine.client.ServiceResponse;
import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.client.ServiceResponse.Cause;
import dev.vitrine.client.ServiceResponse.Failed;
import dev.vitrine.model.Caller;
import dev.vitrine.model.Token;
import dev.vitrine.model.TokenValidation;
import io.vertx.core.Future;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does not take Glance's word about a token alone: as it is deployed everywhere ({@code delay_auth_decision} in its paste
 * file) it calls every token bad while it gets no answer from Keystone, and clients throw good tokens away on a 401.
 */
final class UnauthorizedRetry {
    private static final Logger LOG = LoggerFactory.getLogger(UnauthorizedRetry.class);

    private final SecondOpinion secondOpinion;

    UnauthorizedRetry(SecondOpinion secondOpinion) {
        this.secondOpinion = secondOpinion;
    }

    /** Returns the reply to a call with the caller's token, which is made once more if Glance refuses a good one. */
    Future<ServiceResponse> lookInto(Caller caller, Supplier<Future<ServiceResponse>> call) {
        return call.get().compose(reply -> {
            Token token = caller.token();
            return token != null && isRefusal(reply)
                    ? secondOpinion
                            .of(token, caller.requestId())
                            .compose(verdict -> refused(reply, verdict, caller, call))
                    : Future.succeededFuture(reply);
        });
    }

    /**
     * Nothing was done yet, so that a change may be sent again, too. A token with access rules may be good and yet not for
     * Glance. And if its bearer is of another class by now, what Glance shows him is not for those of the class that he was
     * of: the next request comes with the new one.
     */
    private static Future<ServiceResponse> refused(
            ServiceResponse refusal, TokenValidation verdict, Caller caller, Supplier<Future<ServiceResponse>> call) {
        if (verdict instanceof TokenValidation.Valid valid && caller.isOfClassOf(valid.identity())) {
            return valid.identity().accessRules() == null ? again(call, caller) : Future.succeededFuture(refusal);
        }
        return Future.succeededFuture(
                verdict instanceof TokenValidation.Invalid ? refusal : new Failed(Cause.UNREACHABLE));
    }

    /** If Glance insists, that is its answer. */
    private static Future<ServiceResponse> again(Supplier<Future<ServiceResponse>> call, Caller caller) {
        return call.get().onSuccess(reply -> {
            if (isRefusal(reply)) {
                LOG.warn("Glance refuses a token that Keystone calls good ({})", caller.requestId());
            }
        });
    }

    private static boolean isRefusal(ServiceResponse reply) {
        return reply instanceof Answered answer && answer.status() == 401;
    }
}
