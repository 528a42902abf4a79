package dev.vitrine.keystone;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.vitrine.client.ServiceRequest;
import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.config.Credentials;
import dev.vitrine.config.Credentials.ApplicationCredential;
import dev.vitrine.config.Credentials.Named;
import dev.vitrine.config.Credentials.Password;
import dev.vitrine.identity.Token;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The request to Keystone for a token of the gateway's own, and the token in the response. */
final class ServiceToken {
    private static final JsonFactory JSON = new JsonFactory();
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
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeObjectFieldStart("auth");
            out.writeObjectFieldStart("identity");
            if (credentials instanceof Password password) {
                writePassword(out, password);
            } else if (credentials instanceof ApplicationCredential credential) {
                writeCredential(out, credential);
            }
            // Closes the objects that are open.
        } catch (IOException e) {
            throw new UncheckedIOException("nothing fails in memory", e);
        }
        return bytes.toByteArray();
    }

    private static void writePassword(JsonGenerator out, Password password) throws IOException {
        writeMethod(out, "password");
        out.writeObjectFieldStart("password");
        out.writeObjectFieldStart("user");
        writeName(out, password.user());
        out.writeStringField("password", password.password().text());
        out.writeEndObject();
        out.writeEndObject();
        out.writeEndObject();
        out.writeObjectFieldStart("scope");
        out.writeObjectFieldStart("project");
        writeName(out, password.project());
    }

    private static void writeCredential(JsonGenerator out, ApplicationCredential credential) throws IOException {
        writeMethod(out, "application_credential");
        out.writeObjectFieldStart("application_credential");
        out.writeStringField("id", credential.id());
        out.writeStringField("secret", credential.secret().text());
    }

    private static void writeMethod(JsonGenerator out, String method) throws IOException {
        out.writeArrayFieldStart("methods");
        out.writeString(method);
        out.writeEndArray();
    }

    private static void writeName(JsonGenerator out, Named named) throws IOException {
        out.writeStringField(named.key(), named.value());
        if (named.domain() != null) {
            out.writeObjectFieldStart("domain");
            out.writeStringField(named.domain().key(), named.domain().value());
            out.writeEndObject();
        }
    }
}
