package dev.vitrine.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.demo.DemoCloud;
import dev.vitrine.demo.DemoGlance;
import dev.vitrine.demo.DemoImages;
import dev.vitrine.demo.DemoKeystone;
import dev.vitrine.demo.DemoUser;
import dev.vitrine.model.Clocks;
import dev.vitrine.testing.FakeNameServer;
import dev.vitrine.testing.Requests;
import dev.vitrine.testing.ScriptedService;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The names of Glance and Keystone get another address, while requests come all the time. */
@Timeout(60)
class MovedServiceIT {
    private static final String FORMER = "127.0.0.1";
    private static final String LATTER = "127.0.0.2";

    private final DemoCloud cloud = DemoCloud.seeded(Clock.systemUTC());
    private FakeNameServer names;
    private Vertx vertx;
    private ScriptedService keystone;
    private ScriptedService glance;
    private ScriptedService laterKeystone;
    private ScriptedService laterGlance;
    private TestGateway gateway;
    private int requests;

    private void start(int ttlSeconds, String... settings) throws Exception {
        names = new FakeNameServer(FORMER, ttlSeconds);
        vertx = Vertx.vertx(new VertxOptions()
                .setAddressResolverOptions(new AddressResolverOptions().setServers(List.of(names.server()))));
        keystone = new ScriptedService(new DemoKeystone(cloud)).start(vertx, FORMER, 0);
        glance = new ScriptedService(new DemoGlance(cloud, keystone.url())).start(vertx, FORMER, 0);
        laterKeystone = new ScriptedService(new DemoKeystone(cloud)).start(vertx, LATTER, keystone.port());
        laterGlance = new ScriptedService(new DemoGlance(cloud, keystone.url())).start(vertx, LATTER, glance.port());
        Stream<String> named = Stream.of(
                "glance.api-servers=http://glance.vitrine.test:" + glance.port(),
                "keystone-authtoken.auth-url=http://keystone.vitrine.test:" + keystone.port());
        String[] all = Stream.concat(named, Stream.of(settings)).toArray(String[]::new);
        gateway = TestGateway.start(vertx, Clocks.system(), cloud, unused -> {}, all);
    }

    @AfterEach
    void stop() throws Exception {
        names.close();
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    /** Asks for an image that is not cached, with a token that is not. */
    private int request() throws Exception {
        requests++;
        String id = String.format("%08x-0000-4000-8000-00000000cafe", requests);
        cloud.put(DemoImages.completed(DemoImages.active(id, "openstack", "private")));
        cloud.grant("token" + requests, DemoUser.of("demo", "openstack", "member", "reader"));
        return gateway.get("token" + requests, "/v2/openstack/images/" + id).status();
    }

    private void moveNames(boolean isFormerClosed) throws Exception {
        names.move(LATTER);
        if (isFormerClosed) {
            keystone.stop();
            glance.stop();
        }
    }

    private boolean hasMoved() {
        return laterKeystone.calls("GET") > 0 && laterGlance.calls("GET") > 0;
    }

    @ParameterizedTest
    @CsvSource({"1, false", "1, true", "3600, true"})
    void requestsFollowTheNamesAndNoneFails(int ttlSeconds, boolean isFormerClosed) throws Exception {
        start(ttlSeconds);
        for (int i = 0; i < 20; i++) {
            assertThat(request()).isEqualTo(200);
        }
        moveNames(isFormerClosed);

        long end = System.nanoTime() + Duration.ofSeconds(6).toNanos();
        while (!hasMoved() && System.nanoTime() < end) {
            assertThat(request()).isEqualTo(200);
        }

        assertThat(hasMoved()).isTrue();
        int calls = glance.calls("GET") + keystone.calls("GET");
        for (int i = 0; i < 20; i++) {
            assertThat(request()).isEqualTo(200);
        }
        assertThat(glance.calls("GET") + keystone.calls("GET")).isEqualTo(calls);
    }

    /** They time out after the gateway has noticed the move: then they say nothing of the new address. */
    @Test
    void callsThatHangAtTheFormerAddressDoNotEjectTheLatter() throws Exception {
        start(0, "glance.first-byte-timeout=1s");
        assertThat(request()).isEqualTo(200);
        glance.hold();
        List<Future<Integer>> hanging = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            String path = String.format("/v2/openstack/images/%08x-0000-4000-8000-00000000beef", i);
            hanging.addAll(Requests.send(vertx, gateway.port(), path, "demo", 1));
        }

        glance.held(10).await(10, TimeUnit.SECONDS);
        names.move(LATTER);
        assertThat(request()).isEqualTo(200);

        for (Future<Integer> one : hanging) {
            assertThat(one.await(10, TimeUnit.SECONDS)).isEqualTo(503);
        }

        for (int i = 0; i < 5; i++) {
            assertThat(request()).isEqualTo(200);
        }
    }

    @Test
    void anAddressOfVersion6IsFollowedToo() throws Exception {
        start(0);
        assertThat(request()).isEqualTo(200);
        ScriptedService keystone6 = new ScriptedService(new DemoKeystone(cloud)).start(vertx, "::1", keystone.port());
        ScriptedService glance6 =
                new ScriptedService(new DemoGlance(cloud, keystone.url())).start(vertx, "::1", glance.port());

        names.move("::1");

        assertThat(request()).isEqualTo(200);
        assertThat(keystone6.calls("GET")).isEqualTo(1);
        assertThat(glance6.calls("GET")).isEqualTo(1);
    }

    @Test
    void noQuestionComesBeforeTheEndOfTheTtl() throws Exception {
        start(3600);
        for (int i = 0; i < 50; i++) {
            assertThat(request()).isEqualTo(200);
        }

        // One for each service.
        assertThat(names.questions()).isEqualTo(2);
    }

    /** Also where a call has less time than a question. */
    @ParameterizedTest
    @ValueSource(strings = {"5s", "900ms"})
    void whileNoNameServerAnswersTheLastAddressIsUsed(String timeout) throws Exception {
        start(1, "glance.timeout=" + timeout, "keystone-authtoken.timeout=" + timeout);
        assertThat(request()).isEqualTo(200);
        names.close();

        long end = System.nanoTime() + Duration.ofMillis(2_500).toNanos();
        while (System.nanoTime() < end) {
            assertThat(request()).isEqualTo(200);
        }
    }
}
