package dev.vitrine.live;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests to Glance's API, and to its database where the API is not enough. */
final class LiveImages {

    private static final String PATCH = "application/openstack-images-v2.1-json-patch";
    private static final Duration BUSY_LIMIT = Duration.ofSeconds(10);

    private final LiveHttp glance;
    private final Path database;

    LiveImages(LiveHttp glance, Path database) {
        this.glance = glance;
        this.database = database;
    }

    JsonNode create(String token, Object record) {
        return glance.json(LiveCall.of("POST", "/v2/images", token).sending(record));
    }

    void upload(String token, String id, byte[] data) {
        glance.success(LiveCall.of("PUT", image(id) + "/file", token).sending("application/octet-stream", data));
    }

    JsonNode patch(String token, String id, String jsonPatch) {
        return glance.json(
                LiveCall.of("PATCH", image(id), token).sending(PATCH, jsonPatch.getBytes(StandardCharsets.UTF_8)));
    }

    void delete(String token, String id) {
        glance.success(LiveCall.of("DELETE", image(id), token));
    }

    void addMember(String token, String id, String projectId) {
        glance.success(LiveCall.of("POST", image(id) + "/members", token).sending(Map.of("member", projectId)));
    }

    void removeMember(String token, String id, String projectId) {
        glance.success(LiveCall.of("DELETE", image(id) + "/members/" + projectId, token));
    }

    void memberStatus(String token, String id, String projectId, String status) {
        glance.success(
                LiveCall.of("PUT", image(id) + "/members/" + projectId, token).sending(Map.of("status", status)));
    }

    void deactivate(String adminToken, String id) {
        glance.success(LiveCall.of("POST", image(id) + "/actions/deactivate", adminToken));
    }

    HttpResponse<String> answer(String method, String pathAndQuery, @Nullable String token) {
        return glance.answer(LiveCall.of(method, pathAndQuery, token));
    }

    String sql(String statement) {
        String patience = ".timeout " + BUSY_LIMIT.toMillis();
        return LiveCommand.run("/usr/bin/sqlite3", "-bail", "-cmd", patience, database.toString(), statement)
                .strip();
    }

    private static String image(String id) {
        return "/v2/images/" + id;
    }
}
