package dev.vitrine.keystone;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vitrine.config.Credentials;
import dev.vitrine.config.Credentials.ApplicationCredential;
import dev.vitrine.config.Credentials.Domain;
import dev.vitrine.config.Credentials.Password;

/** The document with which the gateway asks Keystone for a token of its own. */
final class ServiceToken {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ServiceToken() {}

    /** Returns the body of {@code POST /v3/auth/tokens}. */
    static byte[] request(Credentials credentials) {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode auth = root.putObject("auth");
        ObjectNode identity = auth.putObject("identity");
        if (credentials instanceof Password password) {
            identity.putArray("methods").add("password");
            ObjectNode user = identity.putObject("password").putObject("user");
            user.put("name", password.username());
            user.put("password", password.password().text());
            domain(user, password.userDomain());
            ObjectNode project = auth.putObject("scope").putObject("project");
            project.put("name", password.projectName());
            domain(project, password.projectDomain());
        } else if (credentials instanceof ApplicationCredential credential) {
            identity.putArray("methods").add("application_credential");
            identity.putObject("application_credential")
                    .put("id", credential.id())
                    .put("secret", credential.secret().text());
        }
        return root.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private static void domain(ObjectNode owner, Domain domain) {
        owner.putObject("domain").put(domain.key(), domain.value());
    }
}
