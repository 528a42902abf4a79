package dev.vitrine.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vitrine.demo.DemoUser.Credential;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;

/** Writes Keystone's document of a token: {@code {"token": {...}}}. */
final class DemoTokenDocument {
    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private DemoTokenDocument() {}

    static ObjectNode of(DemoToken token) {
        DemoUser user = token.user();
        ObjectNode document = DemoJson.object();
        ObjectNode body = document.putObject("token");
        body.putArray("methods").add(user.credential() == null ? "password" : "application_credential");
        ObjectNode who = body.putObject("user");
        defaultDomain(who);
        who.put("id", user.id()).put("name", user.name()).putNull("password_expires_at");
        body.putArray("audit_ids").add(hex(token.value()).substring(0, 22));
        body.put("expires_at", time(token.expiresAt())).put("issued_at", time(token.issuedAt()));
        addScope(body, user);
        Credential credential = user.credential();
        if (credential != null) {
            addCredential(body, credential);
        }
        return document;
    }

    /** Adds a minimal catalog: Keystone at {@code url}. */
    static void addCatalog(ObjectNode document, String url) {
        ObjectNode service =
                document.withObject("/token").putArray("catalog").addObject().put("type", "identity");
        service.put("id", hex("identity")).put("name", "keystone");
        ObjectNode endpoint = service.putArray("endpoints").addObject();
        endpoint.put("id", hex(url)).put("interface", "public").put("region_id", "RegionOne");
        endpoint.put("url", url).put("region", "RegionOne");
    }

    private static void addScope(ObjectNode body, DemoUser user) {
        DemoUser.Scope scope = user.scope();
        if (scope instanceof DemoUser.Scope.Unscoped) {
            return;
        }
        if (scope instanceof DemoUser.Scope.ProjectScope project) {
            ObjectNode where = body.putObject("project");
            defaultDomain(where);
            where.put("id", project.id()).put("name", project.name());
            body.put("is_domain", false).put("is_admin_project", user.isAdminProject());
        } else if (scope instanceof DemoUser.Scope.DomainScope domain) {
            body.putObject("domain").put("id", domain.id()).put("name", domain.name());
        } else {
            body.putObject("system").put("all", true);
        }
        ArrayNode roles = body.putArray("roles");
        user.roles().forEach(role -> roles.addObject().put("id", hex(role)).put("name", role));
    }

    private static void addCredential(ObjectNode body, Credential credential) {
        ObjectNode from = body.putObject("application_credential");
        from.put("id", credential.id()).put("name", credential.id()).put("restricted", true);
        if (!credential.rules().isEmpty()) {
            ArrayNode rules = from.putArray("access_rules");
            credential
                    .rules()
                    .forEach(rule -> rules.addObject()
                            .put("path", rule.path())
                            .put("method", rule.method())
                            .put("service", rule.service()));
        }
    }

    private static void defaultDomain(ObjectNode of) {
        of.putObject("domain").put("id", "default").put("name", "Default");
    }

    private static String time(Instant instant) {
        return MICROSECONDS.format(instant);
    }

    /** Returns an id in Keystone's format, derived from the text. */
    private static String hex(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return UUID.nameUUIDFromBytes(bytes).toString().replace("-", "");
    }
}
