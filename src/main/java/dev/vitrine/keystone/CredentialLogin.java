package dev.vitrine.keystone;

import dev.vitrine.client.ServiceClient;
import dev.vitrine.client.ServiceResponse;
import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.config.Credentials.ApplicationCredential;
import dev.vitrine.config.KeystoneConfig;
import dev.vitrine.identity.Token;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Outcome;
import io.vertx.core.Future;
import java.time.Duration;

/** Gets tokens for application credentials, a new one at each call. Any thread. */
public final class CredentialLogin {
    private final ServiceClient client;
    private final Duration timeout;

    /** Opens no connection yet; the client is closed by its owner. */
    public CredentialLogin(ServiceClient client, KeystoneConfig settings) {
        this.client = client;
        this.timeout = settings.backend().timeout();
    }

    /** Returns a token, or {@link Kind#TOKEN_REFUSED} if Keystone refuses the credential. The future never fails. */
    public Future<Outcome<Token>> token(ApplicationCredential credential) {
        return client.send(ServiceToken.request(credential, timeout)).map(CredentialLogin::outcome);
    }

    private static Outcome<Token> outcome(ServiceResponse response) {
        if (!(response instanceof Answered answer)) {
            return Outcome.failed(Kind.UNAVAILABLE);
        }
        Token token = ServiceToken.token(answer);
        if (token != null) {
            return new Outcome.Found<>(token);
        }
        boolean isRefused = answer.status() >= 400 && answer.status() <= 404;
        return Outcome.failed(isRefused ? Kind.TOKEN_REFUSED : Kind.UNAVAILABLE);
    }
}
