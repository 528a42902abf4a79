package dev.vitrine.keystone;

import dev.vitrine.client.ServiceClient;
import dev.vitrine.client.ServiceResponse;
import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.config.Credentials.ApplicationCredential;
import dev.vitrine.config.KeystoneConfig;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.Token;
import io.vertx.core.Future;
import java.time.Duration;

/** Tokens for application credentials, a new one each time. Any thread. */
public final class CredentialLogin {
    private final ServiceClient backend;
    private final Duration timeout;

    /** Opens no connection yet; whoever made the backend closes it. */
    public CredentialLogin(ServiceClient backend, KeystoneConfig settings) {
        this.backend = backend;
        this.timeout = settings.backend().timeout();
    }

    /** Returns a token, or {@link Kind#TOKEN_REFUSED} if Keystone does not take the credential. */
    public Future<Outcome<Token>> token(ApplicationCredential credential) {
        return backend.send(ServiceToken.call(credential, timeout)).map(CredentialLogin::outcome);
    }

    private static Outcome<Token> outcome(ServiceResponse reply) {
        if (!(reply instanceof Answered answer)) {
            return Outcome.failed(Kind.UNAVAILABLE);
        }
        Token token = ServiceToken.granted(answer);
        if (token != null) {
            return new Outcome.Found<>(token);
        }
        boolean isRefused = answer.status() >= 400 && answer.status() <= 404;
        return Outcome.failed(isRefused ? Kind.TOKEN_REFUSED : Kind.UNAVAILABLE);
    }
}
