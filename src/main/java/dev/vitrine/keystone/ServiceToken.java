package dev.vitrine.keystone;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vitrine.client.ServiceRequest;
import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.config.Credentials;
import dev.vitrine.config.Credentials.ApplicationCredential;
import dev.vitrine.config.Credentials.Named;
import dev.vitrine.config.Credentials.Password;
import dev.vitrine.identity.Token;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The request to Keystone for a token of the gateway's own, and the token in the response. */
final class ServiceToken {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_BYTES = 1 << 20;

    /** A catalogue has a few lines for each service and region. */
    private static final int MAX_BYTES_WITH_CATALOG = 4 << 20;

    private ServiceToken() {}

    /** Returns the request for a token without the catalogue. */
    static ServiceRequest request(Credentials credentials, Duration timeout) {
        return request(credentials, timeout, false);
    }

    /** Returns the request. */
    static ServiceRequest request(Credentials credentials, Duration timeout, boolean withCatalog) {
        return new ServiceRequest(
                HttpMethod.POST,
                withCatalog ? "/v3/auth/tokens" : "/v3/auth/tokens?nocatalog",
                Map.of("Accept", "application/json", "Content-Type", "application/json"),
                Buffer.buffer(body(credentials)),
                withCatalog ? MAX_BYTES_WITH_CATALOG : MAX_BYTES,
                timeout);
    }

    /** Returns the token in the response, or null if it has none. */
    static @Nullable Token token(Answered answer) {
        String text = answer.headers().get("X-Subject-Token");
        return answer.status() == 201 && text != null && !text.isEmpty() ? new Token(text) : null;
    }

    private static byte[] body(Credentials credentials) {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode auth = root.putObject("auth");
        ObjectNode identity = auth.putObject("identity");
        if (credentials instanceof Password password) {
            identity.putArray("methods").add("password");
            ObjectNode user = identity.putObject("password").putObject("user");
            name(user, password.user());
            user.put("password", password.password().text());
            name(auth.putObject("scope").putObject("project"), password.project());
        } else if (credentials instanceof ApplicationCredential credential) {
            identity.putArray("methods").add("application_credential");
            identity.putObject("application_credential")
                    .put("id", credential.id())
                    .put("secret", credential.secret().text());
        }
        return root.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void name(ObjectNode owner, Named named) {
        owner.put(named.key(), named.value());
        if (named.domain() != null) {
            owner.putObject("domain").put(named.domain().key(), named.domain().value());
        }
    }
}
