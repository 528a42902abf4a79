package dev.vitrine.live;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

/** Requests to Keystone's API as its administrator. Used by one thread at a time because of sqlite. */
final class LiveIdentity {

    private static final Map<String, String> DEFAULT_DOMAIN = Map.of("id", "default");

    private final LiveHttp keystone;
    private final String ownToken;

    /** Logs in as the administrator that bootstrapping made. */
    LiveIdentity(LiveHttp keystone) {
        this.keystone = keystone;
        this.ownToken = adminToken();
    }

    /**
     * Makes the users of Glance and of the gateway, and the catalogue. The role {@code service} in any project is
     * enough for a gateway: stock policy's {@code identity:validate_token} has the alternative {@code service_role},
     * which asks for no scope. Neither {@code reader} nor {@code member} there would do (403).
     */
    void furnish(String glanceUrl) {
        String project = project("service");
        user("glance", project, "admin");
        user("vitrine", project, "service");
        service("image", "glance", Map.of("RegionOne", glanceUrl));
    }

    /** Makes the user of Nova. */
    void furnishNova() {
        JsonNode found = keystone.json(LiveCall.of("GET", "/v3/projects?name=service", ownToken));
        user("nova", id(found.required("projects").get(0)), "admin", "service");
    }

    /** Adds a service to the catalogue, with a public endpoint in each of these regions; new regions are made. */
    void service(String type, String name, Map<String, String> urlsByRegion) {
        String service = id(create("/v3/services", "service", Map.of("type", type, "name", name)));
        urlsByRegion.forEach((region, url) -> create(
                "/v3/endpoints",
                "endpoint",
                // Not "region_id": for that, the region must be there.
                Map.of("service_id", service, "interface", "public", "region", region, "url", url)));
    }

    String project(String name) {
        return id(create("/v3/projects", "project", Map.of("name", name, "domain_id", "default")));
    }

    LiveUser user(String name, String projectId, String... roles) {
        Map<String, String> record = Map.of("name", name, "domain_id", "default", "password", LiveFolder.PASSWORD);
        LiveUser user = new LiveUser(id(create("/v3/users", "user", record)), name, projectId);
        for (String role : roles) {
            keystone.success(LiveCall.of(
                    "PUT", "/v3/projects/" + projectId + "/users/" + user.id() + "/roles/" + role(role), ownToken));
        }
        return user;
    }

    private String role(String name) {
        JsonNode found = keystone.json(LiveCall.of("GET", "/v3/roles?name=" + name, ownToken))
                .path("roles");
        return id(found.isEmpty() ? create("/v3/roles", "role", Map.of("name", name)) : found.get(0));
    }

    String token(LiveUser user) {
        return login(user.name(), Map.of("id", user.projectId()));
    }

    /** A token of the administrator's in the project {@code admin}; not the one that is used here. */
    String adminToken() {
        return login("admin", Map.of("name", "admin", "domain", DEFAULT_DOMAIN));
    }

    void revoke(String token) {
        keystone.success(LiveCall.of("DELETE", "/v3/auth/tokens", ownToken).with("X-Subject-Token", token));
    }

    void disable(LiveUser user) {
        keystone.success(LiveCall.of("PATCH", "/v3/users/" + user.id(), ownToken)
                .sending(Map.of("user", Map.of("enabled", false))));
    }

    private String login(String name, Map<String, ?> project) {
        Map<String, ?> user = Map.of("name", name, "domain", DEFAULT_DOMAIN, "password", LiveFolder.PASSWORD);
        Map<String, ?> identity = Map.of("methods", List.of("password"), "password", Map.of("user", user));
        Map<String, ?> scope = Map.of("project", project);
        HttpResponse<String> answer = keystone.success(LiveCall.of("POST", "/v3/auth/tokens", null)
                .sending(Map.of("auth", Map.of("identity", identity, "scope", scope))));
        return answer.headers().firstValue("X-Subject-Token").orElseThrow();
    }

    private JsonNode create(String path, String kind, Map<String, ?> record) {
        return keystone.json(LiveCall.of("POST", path, ownToken).sending(Map.of(kind, record)))
                .path(kind);
    }

    private static String id(JsonNode record) {
        return record.required("id").textValue();
    }
}
