package dev.vitrine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.demo.DemoCloud;
import dev.vitrine.demo.DemoImages;
import dev.vitrine.demo.DemoUser;
import dev.vitrine.demo.DemoUser.Credential;
import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.ScriptedService;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** After a warm-up requests are cache hits, and the start does not wait for it. */
@ExtendWith(VertxExtension.class)
class CacheWarmerIT {
    private static final String IMAGE_OF_SERVICE = "/v2/service/images/" + TestGateway.PUBLIC_IMAGE;
    private static final String IMAGE = "/v2/other/images/" + TestGateway.PUBLIC_IMAGE;

    @TempDir
    private Path folder;

    private final ManualClocks clock = new ManualClocks();
    private final DemoCloud cloud = DemoCloud.seeded(Clock.systemUTC());

    @BeforeEach
    void allowCredentials() {
        DemoUser both = DemoUser.of("warm", "service", "member", "reader");
        cloud.allowCredential(new Credential("both", List.of()), "s3cret", both);
        cloud.allowCredential(new Credential("reader", List.of()), "s3cret", DemoUser.of("warm", "service", "reader"));
        cloud.grant("reader", DemoUser.of("third", "other", "reader"));
        cloud.grant("member", DemoUser.of("third", "other", "member"));
    }

    @Test
    void firstRequestWithTheSameRolesIsAHit(Vertx vertx) throws Exception {
        TestGateway gateway = warmedUp(vertx, credential("both"));
        int before = gateway.imageCalls();

        assertThat(gateway.get("other", IMAGE).status()).isEqualTo(200);
        assertThat(gateway.imageCalls()).isEqualTo(before);
        assertThat(gateway.get("reader", IMAGE).status()).isEqualTo(200);
        assertThat(gateway.imageCalls()).isEqualTo(before + 1);
    }

    @Test
    void everyCredentialIsUsed(Vertx vertx) throws Exception {
        TestGateway gateway = warmedUp(vertx, credential("both") + "," + credential("reader"));
        int before = gateway.imageCalls();

        assertThat(gateway.get("other", IMAGE).status()).isEqualTo(200);
        assertThat(gateway.get("reader", IMAGE).status()).isEqualTo(200);
        assertThat(gateway.imageCalls()).isEqualTo(before);
        assertThat(gateway.get("member", IMAGE).status()).isEqualTo(200);
        assertThat(gateway.imageCalls()).isEqualTo(before + 1);
    }

    @Test
    void onlyPublicImagesAreLoadedUpToTheLimit(Vertx vertx) throws Exception {
        for (int i = 0; i < 50; i++) {
            String id = "%08d-0000-4000-8000-000000000000".formatted(i);
            cloud.put(DemoImages.completed(DemoImages.active(id, "openstack", i % 2 == 0 ? "public" : "private")));
        }

        TestGateway gateway = warmedUp(vertx, credential("both"), "warm-up.max-images=12", "glance.page-size=5");

        List<String> asked = gateway.glance.asked();
        assertThat(asked)
                .filteredOn(line -> line.contains("/images?"))
                .hasSize(3)
                .allMatch(line -> line.contains("visibility=public"));
        assertThat(asked).filteredOn(line -> line.contains("/images/")).hasSize(12);
    }

    @Test
    void rejectedCredentialDoesNotAffectOthers(Vertx vertx) throws Exception {
        Path wrong = Files.writeString(folder.resolve("wrong"), "both:wrong");

        TestGateway gateway = warmedUp(vertx, wrong + "," + credential("reader"));
        int before = gateway.imageCalls();

        assertThat(gateway.get("reader", IMAGE).status()).isEqualTo(200);
        assertThat(gateway.imageCalls()).isEqualTo(before);
        assertThat(gateway.get("other", IMAGE).status()).isEqualTo(200);
        assertThat(gateway.imageCalls()).isEqualTo(before + 1);
    }

    @Test
    void warmUpEndsIfGlanceFails(Vertx vertx) throws Exception {
        TestGateway gateway = start(
                vertx,
                glance -> glance.answerWith(
                        request -> request.response().setStatusCode(500).end()),
                credential("both"));
        gateway.gateway.warmedUp().await(10, TimeUnit.SECONDS);
        gateway.glance.answerWith(null);

        assertThat(gateway.glance.asked()).allMatch(line -> line.contains("/images?"));
        assertThat(gateway.get("other", IMAGE).status()).isEqualTo(200);
    }

    @Test
    void gatewayServesDuringTheWarmUpAndStopsIt(Vertx vertx) throws Exception {
        TestGateway gateway = start(vertx, ScriptedService::hold, credential("both") + "," + credential("reader"));
        gateway.glance.arrived().await(10, TimeUnit.SECONDS);

        assertThat(gateway.get("other", "/v2/").status()).isEqualTo(200);
        gateway.gateway.close().await(10, TimeUnit.SECONDS);
        gateway.gateway.warmedUp().await(10, TimeUnit.SECONDS);

        assertThat(gateway.keystone.calls("POST"))
                .as("logins: its own, the credential's")
                .isEqualTo(2);
    }

    @Test
    void itsLoadsAreNotCountedAsRequestsThatWait(Vertx vertx) throws Exception {
        cloud.grant("same-class", DemoUser.of("warm", "service", "member", "reader"));
        TestGateway gateway = start(
                vertx, ScriptedService::hold, credential("both"), "warm-up.concurrency=64", "listen.max-requests=1");
        gateway.glance.arrived().await(10, TimeUnit.SECONDS);
        ScriptedService.Held list = gateway.glance.held().get(0);
        CompletableFuture<Integer> request = CompletableFuture.supplyAsync(() -> status(gateway, IMAGE_OF_SERVICE));
        gateway.glance.held(2).await(10, TimeUnit.SECONDS);

        // The warm-up joins the request's load, and begins loads of its own.
        list.release();
        gateway.glance.held(2).await(10, TimeUnit.SECONDS);

        assertThat(gateway.metrics()).contains("vitrine_requests_active 1.0", "vitrine_cache_waiting 1.0");
        assertThat(status(gateway, "/v2/service/images")).as("over the limit").isEqualTo(503);
        gateway.glance.release();
        assertThat(request.get(10, TimeUnit.SECONDS)).isEqualTo(200);
    }

    private static int status(TestGateway gateway, String path) {
        try {
            return gateway.get("same-class", path).status();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TestGateway warmedUp(Vertx vertx, String files, String... more) throws Exception {
        TestGateway gateway = start(vertx, glance -> {}, files, more);
        gateway.gateway.warmedUp().await(10, TimeUnit.SECONDS);
        return gateway;
    }

    private TestGateway start(Vertx vertx, Consumer<ScriptedService> behaviour, String files, String... more)
            throws Exception {
        String[] all = Arrays.copyOf(more, more.length + 1);
        all[more.length] = "warm-up.credential-files=" + files;
        return TestGateway.start(vertx, clock.time(), cloud, behaviour, all);
    }

    private String credential(String id) throws IOException {
        return Files.writeString(folder.resolve(id), id + ":s3cret\n").toString();
    }
}
