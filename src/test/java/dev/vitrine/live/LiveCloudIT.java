package dev.vitrine.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Checks the assumptions of the other live tests about the live cloud. */
@Tag("live")
@Timeout(120)
final class LiveCloudIT {

    private static final byte[] DATA = "image data".getBytes(StandardCharsets.UTF_8);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path folder;

    private static LiveCloud cloud;
    private static String otherProject;
    private static LiveUser owner;
    private static LiveUser other;
    private static LiveUser gateway;

    @BeforeAll
    static void start() {
        cloud = LiveCloud.start(folder);
        owner = cloud.user("owner", cloud.project("owners"), "member");
        otherProject = cloud.project("others");
        other = cloud.user("other", otherProject, "member");
        gateway = cloud.user("gateway", cloud.project("gateways"), "service");
    }

    @AfterAll
    static void close() {
        if (cloud != null) {
            cloud.close();
        }
    }

    @Test
    void tokenIsValidToWhoHasTheServiceRoleUntilItIsRevoked() {
        String service = cloud.token(gateway);
        String subject = cloud.token(owner);

        HttpResponse<String> before = validation(service, subject);
        cloud.revoke(subject);
        HttpResponse<String> after = validation(service, subject);

        assertThat(before.statusCode()).isEqualTo(200);
        assertThat(before.body()).contains(owner.projectId(), owner.id());
        assertThat(after.statusCode()).isEqualTo(404);
    }

    @Test
    void tokenIsNotValidatedForWhoHasAnotherRole() {
        HttpResponse<String> answer = validation(cloud.token(other), cloud.token(owner));

        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void tokensOfDisabledUsersAreInvalid() {
        LiveUser leaving = cloud.user("leaving", otherProject, "member");
        String subject = cloud.token(leaving);

        cloud.disableUser(leaving);

        assertThat(validation(cloud.token(gateway), subject).statusCode()).isEqualTo(404);
    }

    @Test
    void privateImageIsSeenByItsOwnerAndTheAdministratorAlone() {
        String id = activeImage("private");

        assertThat(seen(id, cloud.token(owner))).isEqualTo(200);
        assertThat(seen(id, cloud.adminToken())).isEqualTo(200);
        assertThat(seen(id, cloud.token(other))).isEqualTo(404);
        assertThat(seen(id, null)).isEqualTo(401);
    }

    @Test
    void sharedImageIsSeenByMembersAndListedOnceTheyAccept() {
        String id = activeImage("shared");
        String member = cloud.token(other);

        int before = seen(id, member);
        cloud.addMember(cloud.token(owner), id, otherProject);
        int pending = seen(id, member);
        String listed = cloud.glance("GET", "/v2/images", member).body();
        cloud.setMemberStatus(member, id, otherProject, "accepted");

        assertThat(before).isEqualTo(404);
        assertThat(pending).isEqualTo(200);
        assertThat(listed).doesNotContain(id);
        assertThat(cloud.glance("GET", "/v2/images", member).body()).contains(id);
    }

    @Test
    void imageIsPatchedDeactivatedAndDeleted() {
        String token = cloud.token(owner);
        String id = activeImage("private");

        JsonNode patched = cloud.patch(token, id, "[{\"op\": \"add\", \"path\": \"/colour\", \"value\": \"blue\"}]");
        cloud.deactivate(cloud.adminToken(), id);
        String deactivated = cloud.glance("GET", "/v2/images/" + id, token).body();
        cloud.delete(token, id);

        assertThat(patched.path("colour").textValue()).isEqualTo("blue");
        assertThat(deactivated).contains("\"deactivated\"");
        assertThat(seen(id, token)).isEqualTo(404);
    }

    @Test
    void statusIsWhatTheDatabaseSays() {
        String id = activeImage("private");

        cloud.sql("UPDATE images SET status = 'killed' WHERE id = '" + id + "'");

        assertThat(cloud.sql("SELECT status FROM images WHERE id = '" + id + "'"))
                .isEqualTo("killed");
        assertThat(cloud.glance("GET", "/v2/images/" + id, cloud.token(owner)).body())
                .contains("\"killed\"");
    }

    @Test
    void rejectedWriteIsReportedWithItsResponse() {
        assertThatThrownBy(() -> cloud.createImage(cloud.token(owner), Map.of("visibility", "public")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("403")
                .hasMessageContaining("publicize_image");
    }

    @Test
    void glanceIsGoneWhileStoppedAndHasItsImagesWhenStartedAgain() {
        String id = activeImage("private");
        String token = cloud.token(owner);

        cloud.stopGlance();
        assertThatThrownBy(() -> seen(id, token)).isInstanceOf(UncheckedIOException.class);
        cloud.startGlance();

        assertThat(seen(id, token)).isEqualTo(200);
    }

    @Test
    void keystoneIsGoneWhileStoppedAndKnowsItsTokensWhenStartedAgain() {
        String service = cloud.token(gateway);
        String subject = cloud.token(owner);

        cloud.stopKeystone();
        assertThatThrownBy(() -> validation(service, subject)).isInstanceOf(UncheckedIOException.class);
        cloud.startKeystone();

        assertThat(validation(service, subject).statusCode()).isEqualTo(200);
    }

    @Test
    void pausedServersAnswerWhenResumed() {
        LiveHttp glance = new LiveHttp(cloud.glanceUrl());
        LiveHttp keystone = new LiveHttp(cloud.keystoneUrl());
        Duration moment = Duration.ofMillis(300);

        cloud.pauseGlance();
        cloud.pauseKeystone();
        boolean glanceAnswered = glance.isAnswering("/healthcheck", moment);
        boolean keystoneAnswered = keystone.isAnswering("/v3", moment);
        cloud.resumeGlance();
        cloud.resumeKeystone();

        assertThat(glanceAnswered).isFalse();
        assertThat(keystoneAnswered).isFalse();
        assertThat(glance.isAnswering("/healthcheck", Duration.ofSeconds(10))).isTrue();
        assertThat(keystone.isAnswering("/v3", Duration.ofSeconds(10))).isTrue();
    }

    private static String activeImage(String visibility) {
        String token = cloud.token(owner);
        JsonNode image = cloud.createImage(
                token,
                Map.of(
                        "name", "image",
                        "disk_format", "raw",
                        "container_format", "bare",
                        "kernel_id", "nokernel",
                        "visibility", visibility));
        String id = image.path("id").textValue();
        cloud.upload(token, id, DATA);
        return id;
    }

    private static int seen(String id, String token) {
        return cloud.glance("GET", "/v2/images/" + id, token).statusCode();
    }

    private static HttpResponse<String> validation(String service, String subject) {
        return new LiveHttp(cloud.keystoneUrl())
                .answer(LiveCall.of("GET", "/v3/auth/tokens?nocatalog", service).with("X-Subject-Token", subject));
    }
}
