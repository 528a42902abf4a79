package dev.vitrine.live;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A real Keystone and a real Glance on loopback, with databases of their own, for as long as a test needs them: what
 * the gateway is measured against, since a fake answers only what its author knew. Both come from Debian 12's packages
 * {@code keystone} and {@code glance-api}, and run as whoever runs the tests. A Nova API is added {@linkplain #nova on
 * demand}.
 *
 * <p>Requests that change anything must succeed, or else throw {@link IllegalStateException} with the answer; they are
 * tried again when they meet another writer. Writes are for one thread at a time.
 */
public final class LiveCloud implements AutoCloseable {
    private static final String EXPIRED_TOKEN = """
            import sys, uuid, datetime, base64
            import keystone.conf
            keystone.conf.configure()
            keystone.conf.CONF([], project='keystone', default_config_files=[sys.argv[1]])
            from keystone.token import token_formatters as tokens
            end = datetime.datetime.utcnow() - datetime.timedelta(hours=1)
            audit = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip('=')
            print(tokens.TokenFormatter().create_token(
                sys.argv[2], end.strftime('%Y-%m-%dT%H:%M:%S.000000Z'), [audit], tokens.ProjectScopedPayload,
                methods=['password'], project_id=sys.argv[3]))
            """;

    private final LiveServers servers;
    private final LiveIdentity identity;
    private final LiveImages images;
    private @Nullable LiveNova nova;

    private LiveCloud(LiveServers servers) {
        this.servers = servers;
        this.identity = new LiveIdentity(servers.keystoneHttp());
        this.images = new LiveImages(servers.glanceHttp(), servers.folder().glanceDatabase());
        identity.furnish(glanceUrl());
    }

    /**
     * Starts both, in about ten seconds, with all they need in an empty folder, where their logs go too
     * ({@code keystone.log}, {@code glance.log}). They are ended by {@link #close}, at the latest with this JVM.
     *
     * @throws IllegalStateException with the ends of the logs, or with the packages to install
     */
    public static LiveCloud start(Path folder) {
        LiveCommand.requirePrograms();
        LiveServers servers = LiveServers.prepare(folder);
        Runtime.getRuntime().addShutdownHook(new Thread(servers::end, "live-cloud-stop"));
        try {
            servers.start();
            return new LiveCloud(servers);
        } catch (RuntimeException e) {
            servers.end();
            throw new IllegalStateException(
                    e.getMessage() + "\nkeystone.log ends:\n"
                            + LiveCommand.tail(servers.folder().keystoneLog())
                            + "\nglance.log ends:\n"
                            + LiveCommand.tail(servers.folder().glanceLog()),
                    e);
        }
    }

    /** Keystone's address, without a version and without a slash at the end. */
    public String keystoneUrl() {
        return servers.keystoneHttp().base();
    }

    /** Glance's address, without a version and without a slash at the end. */
    public String glanceUrl() {
        return servers.glanceHttp().base();
    }

    /**
     * Nova's API in front of this Glance, with its entry in the catalogue. The first call starts it, in about twelve seconds;
     * {@link #close} ends it with the other two.
     *
     * @throws IllegalStateException with the end of its log, or with the package to install
     */
    public synchronized LiveNova nova() {
        if (nova == null) {
            addService("compute", "nova", Map.of("RegionOne", unlistedNova().url() + "/v2.1"));
        }
        return unlistedNova();
    }

    /** The same without the entry in the catalogue, for tests that put another endpoint there. */
    synchronized LiveNova unlistedNova() {
        if (nova == null) {
            nova = LiveNova.start(servers.folder(), identity);
        }
        return nova;
    }

    /**
     * The password of the user {@code vitrine} in the project {@code service}, domain {@code default}: its one role
     * there, {@code service}, lets it validate tokens. All other users have the same password.
     */
    public String servicePassword() {
        return LiveFolder.PASSWORD;
    }

    /** The identifier of a new project. Names can be used once. */
    public String project(String name) {
        return identity.project(name);
    }

    /** A new user with these roles, which are made if there are none such; it needs one to get a token. */
    public LiveUser user(String name, String projectId, String... roles) {
        return identity.user(name, projectId, roles);
    }

    /**
     * Adds a service to the catalogue of tokens that are issued from now on, with a public endpoint in each of these
     * regions. Where a URL says {@code $(project_id)s}, the token's project is filled in.
     */
    public void addService(String type, String name, Map<String, String> urlsByRegion) {
        identity.service(type, name, urlsByRegion);
    }

    /** A new token, in the user's project: one that neither Keystone nor Glance has seen yet. */
    public String token(LiveUser user) {
        return identity.token(user);
    }

    /** A token in the user's project that has expired an hour ago, made by Keystone's own code with its keys. */
    public String expiredToken(LiveUser user) {
        String conf = servers.folder().keystoneConfiguration().toString();
        return LiveCommand.run("/usr/bin/python3", "-c", EXPIRED_TOKEN, conf, user.id(), user.projectId())
                .lines()
                .reduce((former, last) -> last)
                .orElseThrow();
    }

    /** A new token of the administrator's, in the project {@code admin}. */
    public String adminToken() {
        return identity.adminToken();
    }

    /** Revokes a token at Keystone; Glance may cache it for 300 s more. */
    public void revoke(String token) {
        identity.revoke(token);
    }

    /** Makes all of a user's tokens invalid at Keystone, and any more impossible. */
    public void disableUser(LiveUser user) {
        identity.disable(user);
    }

    /** Glance's record of a new image, which is asked for with a map, a JSON tree, or what else Jackson can write. */
    public JsonNode createImage(String token, Object record) {
        return images.create(token, record);
    }

    /** Gives an image its data, with which it becomes active. */
    public void upload(String token, String id, byte[] data) {
        images.upload(token, id, data);
    }

    /** The record after changes that are written as a JSON patch, an array. */
    public JsonNode patch(String token, String id, String jsonPatch) {
        return images.patch(token, id, jsonPatch);
    }

    /** Deletes an image. Its identifier cannot be used again. */
    public void delete(String token, String id) {
        images.delete(token, id);
    }

    /** Shares an image, which must have the visibility {@code shared}; the member's status is {@code pending}. */
    public void addMember(String token, String id, String projectId) {
        images.addMember(token, id, projectId);
    }

    /** Ends the sharing with one project; the image must still have the visibility {@code shared}. */
    public void removeMember(String token, String id, String projectId) {
        images.removeMember(token, id, projectId);
    }

    /** Sets the member's status to {@code accepted}, {@code rejected} or {@code pending}; needs the member's token. */
    public void setMemberStatus(String memberToken, String id, String projectId, String status) {
        images.memberStatus(memberToken, id, projectId, status);
    }

    /** Deactivates an active image. */
    public void deactivate(String adminToken, String id) {
        images.deactivate(adminToken, id);
    }

    /** Returns Glance's response to a request without a body; without a token if that is null. */
    public HttpResponse<String> glance(String method, String pathAndQuery, @Nullable String token) {
        return images.answer(method, pathAndQuery, token);
    }

    /** Returns the number of requests for an image in Glance's log. */
    public long imageReads(String id) {
        return LiveCommand.lines(servers.folder().glanceLog())
                .filter(line -> line.contains("\"GET /v2/images/" + id + " HTTP"))
                .count();
    }

    /** What Glance's database answers: for states that no request leaves an image in, and for times. */
    public String sql(String statement) {
        return images.sql(statement);
    }

    /** Restarts Glance with notifications to the broker at this URL; with none if it is empty. */
    public void notify(String transportUrl) {
        servers.glance().stop();
        try {
            servers.folder().notify(transportUrl);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        servers.glance().start();
    }

    /** Kills Glance and its workers as they stand. */
    public void killGlance() {
        servers.glance().kill();
    }

    /** Ends Glance with its workers; connections to it are then refused. */
    public void stopGlance() {
        servers.glance().stop();
    }

    /** Starts Glance again, on the same port and database, and waits until it answers. */
    public void startGlance() {
        servers.glance().start();
    }

    /** Keeps Glance from answering, while connections to it are still accepted. */
    public void pauseGlance() {
        servers.glance().pause();
    }

    /** Lets Glance go on, also with what it was sent in the meantime. */
    public void resumeGlance() {
        servers.glance().resume();
    }

    /** Ends Keystone with its workers; connections to it are then refused. */
    public void stopKeystone() {
        servers.keystone().stop();
    }

    /** Starts Keystone again, on the same port and database, and waits until it answers; tokens stay valid. */
    public void startKeystone() {
        servers.keystone().start();
    }

    /** Keeps Keystone from answering, while connections to it are still accepted. */
    public void pauseKeystone() {
        servers.keystone().pause();
    }

    /** Lets Keystone go on, also with what it was sent in the meantime. */
    public void resumeKeystone() {
        servers.keystone().resume();
    }

    /** Ends all, with their workers; the folder is left as it is. May be called more than once. */
    @Override
    public synchronized void close() {
        if (nova != null) {
            nova.close();
        }
        servers.end();
    }
}
