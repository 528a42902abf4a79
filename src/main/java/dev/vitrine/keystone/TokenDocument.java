package dev.vitrine.keystone;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vitrine.config.CacheConfig;
import dev.vitrine.config.CacheConfig.AccessClass;
import dev.vitrine.identity.AccessRule;
import dev.vitrine.identity.Digest;
import dev.vitrine.identity.Identity;
import dev.vitrine.identity.Token;
import dev.vitrine.model.IsoTime;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keystone's token document, and the access class and role class that follow from it.
 *
 * <p>Two callers are of one access class if they agree in all that Glance's policy can see: kind of scope, project, set of
 * roles. They are of one role class if they differ in the project only.
 */
final class TokenDocument {
    private final JsonNode token;

    private TokenDocument(JsonNode token) {
        this.token = token;
    }

    /** Returns the identity in the body of a 200, or null if the body is no token document; no role is a service's. */
    static @Nullable Identity identity(byte[] body, Token bearer, CacheConfig cacheConfig) {
        return identity(body, bearer, cacheConfig, Set.of());
    }

    /** Takes the roles of services, too. */
    static @Nullable Identity identity(byte[] body, Token bearer, CacheConfig cacheConfig, Set<String> serviceRoles) {
        try {
            JsonNode token = JsonTree.read(body).path("token");
            return token.isObject() ? new TokenDocument(token).identity(bearer, cacheConfig, serviceRoles) : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** The time of expiry is read as keystoneauth reads it: in every form of ISO 8601, and in UTC without a zone. */
    private Identity identity(Token bearer, CacheConfig cacheConfig, Set<String> serviceRoles) throws IOException {
        String expiry = token.path("expires_at").textValue();
        Instant expires = expiry == null ? null : IsoTime.instant(expiry);
        if (expires == null) {
            throw new IOException("no time of expiry");
        }
        List<AccessRule> rules = accessRules();
        String projectId = token.path("project").path("id").asText("");
        Identity.Project project =
                projectId.isEmpty() ? new Identity.Project.None() : new Identity.Project.Of(projectId);
        boolean shared = cacheConfig.sharePublic()
                && cacheConfig.accessClass() == AccessClass.PROJECT
                && rules == null
                && !projectId.isEmpty();
        Digest accessClass = Digest.of(fields(bearer, cacheConfig.accessClass(), projectId, rules != null));
        Digest roleClass = shared ? Digest.of(roleFields()) : null;
        return new Identity(project, accessClass, roleClass, expires, rules, bearer.digest(), hasRole(serviceRoles));
    }

    /** As keystonemiddleware, which compares the names as they are. */
    private boolean hasRole(Set<String> wanted) {
        for (JsonNode role : token.path("roles")) {
            if (wanted.contains(role.path("name").asText())) {
                return true;
            }
        }
        return false;
    }

    /** Returns kind of scope and roles. Glance lower-cases the names of roles. */
    private List<String> roleFields() {
        List<String> roles = new ArrayList<>();
        token.path("roles").forEach(role -> roles.add(role.path("name").asText().toLowerCase(Locale.ROOT)));
        List<String> fields = new ArrayList<>();
        fields.add(scope());
        fields.add(token.path("is_admin_project").asText(""));
        fields.addAll(roles.stream().distinct().sorted().toList());
        return fields;
    }

    private List<String> fields(Token bearer, AccessClass asked, String projectId, boolean hasRules) {
        List<String> fields = roleFields();
        fields.add("project");
        fields.add(projectId);
        if (asked != AccessClass.PROJECT || projectId.isEmpty()) {
            fields.add("user");
            fields.add(token.path("user").path("id").asText());
            fields.add(token.path("domain").path("id").asText());
        }
        if (asked == AccessClass.TOKEN) {
            fields.add("token");
            fields.add(bearer.secret());
        }
        if (hasRules) {
            fields.add("application-credential");
            fields.add(token.path("application_credential").path("id").asText());
        }
        return fields;
    }

    private String scope() {
        for (String kind : List.of("project", "domain", "system")) {
            if (token.has(kind)) {
                return kind;
            }
        }
        return token.has("OS-TRUST:trust") ? "trust" : "unscoped";
    }

    /** Fails for rules that cannot be parsed: they must not count as none, since a token without rules may do everything. */
    private @Nullable List<AccessRule> accessRules() throws IOException {
        JsonNode rules = token.path("application_credential").path("access_rules");
        if (rules.isMissingNode() || rules.isNull()) {
            return null;
        }
        if (!rules.isArray()) {
            throw new IOException("access rules that are not a list");
        }
        List<AccessRule> read = new ArrayList<>();
        rules.forEach(rule -> read.add(new AccessRule(
                rule.path("service").asText(),
                rule.path("method").asText(),
                rule.path("path").asText())));
        return List.copyOf(read);
    }
}
