package dev.vitrine.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vitrine.Gateway;
import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.LoadedConfig;
import dev.vitrine.model.Clocks;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The gateway in front of a live cloud, as clients find it: through Keystone's catalogue, where each mount is the
 * compute service of a region that has the mount's name ({@link EachMount}).
 */
final class CataloguedGateway implements AutoCloseable {

    /** What each image holds. */
    static final byte[] DATA = "image data".getBytes(StandardCharsets.UTF_8);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final LiveCloud cloud;
    private final Vertx vertx;
    private final LiveUser owner;
    private final String ownersToken;

    private CataloguedGateway(LiveCloud cloud, Vertx vertx, int maxLimit) throws Exception {
        this.cloud = cloud;
        this.vertx = vertx;
        this.owner = cloud.user("owner", cloud.project("owners"), "member");
        this.ownersToken = cloud.token(owner);
        Gateway gateway = Gateway.start(vertx, settings(cloud, maxLimit), Clocks.system(), 1, null)
                .await(10, TimeUnit.SECONDS);
        String base = "http://127.0.0.1:" + gateway.port();
        cloud.addService(
                "compute", "nova", Map.of("v2", base + "/v2/$(project_id)s", "v2.1", base + "/v2.1/$(project_id)s"));
    }

    /** Starts all three in an empty folder; a page of a list has at most so many images. */
    static CataloguedGateway start(Path folder, int maxLimit) throws Exception {
        LiveCloud cloud = LiveCloud.start(folder);
        Vertx vertx = Vertx.vertx();
        try {
            return new CataloguedGateway(cloud, vertx, maxLimit);
        } catch (Exception e) {
            close(vertx, cloud);
            throw e;
        }
    }

    LiveCloud cloud() {
        return cloud;
    }

    /** Who logs in with the clients: a member of its project. */
    LiveUser owner() {
        return owner;
    }

    /** The identifier of a new active image that is the owner's, with these members beside the usual ones. */
    String image(String name, Map<String, ?> members) {
        return image(ownersToken, name, members);
    }

    /** The same for an image that is the administrator's. */
    String foreignImage(String name, Map<String, ?> members) {
        return image(cloud.adminToken(), name, members);
    }

    private String image(String token, String name, Map<String, ?> members) {
        Map<String, Object> record = new LinkedHashMap<>(members);
        record.put("name", name);
        record.put("disk_format", "raw");
        record.put("container_format", "bare");
        String id = cloud.createImage(token, record).required("id").textValue();
        cloud.upload(token, id, DATA);
        return id;
    }

    /** What Glance itself says about an image that the owner may see; none, if there is none such. */
    Optional<JsonNode> glanceRecord(String id) throws IOException {
        HttpResponse<String> answer = cloud.glance("GET", "/v2/images/" + id, ownersToken);
        return answer.statusCode() == 404 ? Optional.empty() : Optional.of(JSON.readTree(answer.body()));
    }

    private static LoadedConfig settings(LiveCloud cloud, int maxLimit) throws Exception {
        return ConfigLoader.read(
                null,
                Map.of("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", cloud.servicePassword()),
                Map.of(
                        "listen.host",
                        "127.0.0.1",
                        "management.port",
                        "0",
                        "listen.port",
                        "0",
                        "keystone-authtoken.auth-url",
                        cloud.keystoneUrl() + "/v3",
                        "keystone-authtoken.username",
                        "vitrine",
                        "api.max-limit",
                        String.valueOf(maxLimit),
                        "glance.api-servers",
                        cloud.glanceUrl()));
    }

    @Override
    public void close() {
        close(vertx, cloud);
    }

    private static void close(Vertx vertx, LiveCloud cloud) {
        try {
            // The gateway ends with it.
            vertx.close().await(15, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        } finally {
            cloud.close();
        }
    }
}
