package dev.vitrine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.demo.DemoCloud;
import dev.vitrine.demo.DemoImages;
import dev.vitrine.demo.DemoUser;
import dev.vitrine.model.Clocks;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Many tenants share public images: Glance is asked once for each set of roles.
 * {@code -Dtenants=5000} has more of them.
 */
@ExtendWith(VertxExtension.class)
class ManyTenantsIT {
    private static final int TENANTS = Integer.getInteger("tenants", 200);
    private static final int IMAGES = 200;
    private static final List<String[]> ROLES = List.of(new String[] {"member", "reader"}, new String[] {"reader"});

    @Test
    void sharePublicImagesWithAllCallersOfTheSameRoles(Vertx vertx) throws Exception {
        DemoCloud cloud = DemoCloud.seeded(Clock.systemUTC());
        for (int i = 0; i < IMAGES; i++) {
            cloud.put(DemoImages.completed(DemoImages.active(id(i), "openstack", "public")));
        }
        for (int i = 0; i < TENANTS; i++) {
            cloud.grant("token-" + i, DemoUser.of("user-" + i, "project-" + i, ROLES.get(i % ROLES.size())));
        }
        TestGateway gateway = TestGateway.start(vertx, Clocks.system(), cloud, glance -> {}, "cache.fresh=1h");

        for (int i = 0; i < TENANTS; i++) {
            assertThat(RawHttp.exchange(gateway.port(), requests(i)).split("HTTP/1.1 200 OK", -1))
                    .hasSize(IMAGES + 1);
        }

        assertThat(gateway.imageCalls()).isEqualTo(ROLES.size() * IMAGES);
        assertThat(gateway.metrics()).contains("vitrine_cache_images " + (double) IMAGES);
    }

    /** One tenant's requests for all the images, on one connection. */
    private static String requests(int tenant) {
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < IMAGES; i++) {
            requests.append(
                    "GET /v2/project-" + tenant + "/images/" + id(i) + " HTTP/1.1\r\nHost: a\r\nX-Auth-Token: token-"
                            + tenant + "\r\n" + (i == IMAGES - 1 ? "Connection: close\r\n\r\n" : "\r\n"));
        }
        return requests.toString();
    }

    private static String id(int number) {
        return String.format("%08x-0000-4000-8000-00000000cafe", number);
    }
}
