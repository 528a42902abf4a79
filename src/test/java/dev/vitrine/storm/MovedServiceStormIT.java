package dev.vitrine.storm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.Gateway;
import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.LoadedConfig;
import dev.vitrine.model.Clocks;
import dev.vitrine.testing.FakeNameServer;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A Keystone and a Glance whose names get another address, while every request needs both. The gateway runs in this process,
 * because its name server is an option of Vert.x.
 */
@Tag("storm")
@Tag("measured")
class MovedServiceStormIT {
    private static final String FORMER = "127.0.0.1";
    private static final String LATTER = "127.0.0.2";
    private static final int TTL_SECONDS = 1;
    private static final int TOKENS = 20;
    private static final int MOST_TRIES = 20;
    private static final Duration BOUND = Duration.ofSeconds(TTL_SECONDS + 5);

    private Vertx relays;
    private Vertx vertx;
    private FakeNameServer names;

    /** A server that passes everything on to a service on loopback, and counts what it gets. */
    private final class Relay {
        private final NetClient client = relays.createNetClient();
        private final AtomicInteger received = new AtomicInteger();
        private final int target;
        private final NetServer server;

        Relay(String service, String address, int port) throws TimeoutException {
            target = URI.create(service).getPort();
            server = relays.createNetServer()
                    .connectHandler(this::pass)
                    .listen(port, address)
                    .await(10, TimeUnit.SECONDS);
        }

        private void pass(NetSocket gateway) {
            gateway.pause();
            client.connect(target, FORMER)
                    .onSuccess(service -> {
                        gateway.handler(bytes -> {
                            received.incrementAndGet();
                            service.write(bytes);
                        });
                        service.handler(gateway::write);
                        gateway.closeHandler(closed -> service.close());
                        service.closeHandler(closed -> gateway.close());
                        gateway.resume();
                    })
                    .onFailure(refused -> gateway.close());
        }

        int port() {
            return server.actualPort();
        }

        /** Closes its connections too. */
        void close() throws TimeoutException {
            server.close().await(10, TimeUnit.SECONDS);
            client.close().await(10, TimeUnit.SECONDS);
        }
    }

    /** The two addresses of a service. */
    private record Moving(Relay former, Relay latter) {
        int atFormer() {
            return former.received.get();
        }

        int atLatter() {
            return latter.received.get();
        }
    }

    @BeforeEach
    void start() throws Exception {
        relays = Vertx.vertx();
        names = new FakeNameServer(FORMER, TTL_SECONDS);
        vertx = Vertx.vertx(new VertxOptions()
                .setAddressResolverOptions(new AddressResolverOptions().setServers(List.of(names.server()))));
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
        names.close();
        relays.close().await(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest(name = "the former address refuses connections: {0}")
    @ValueSource(booleans = {true, false})
    void noRequestFailsFiveSecondsAfterTheTtlAndTheFormerAddressIsUnused(boolean isFormerClosed) throws Exception {
        StormCloud cloud = StormCloud.calm();
        Moving keystone = moving(cloud.live.keystoneUrl());
        Moving glance = moving(cloud.live.glanceUrl());
        Gateway gateway = gateway(cloud, keystone, glance);
        List<Ask> asks = asks(cloud);
        warm(gateway, asks.subList(0, TOKENS));
        Load load = Load.start(gateway.port(), asks, 2, 5);
        Storms.wait(Storms.seconds(5, 30));

        long moved = System.nanoTime();
        names.move(LATTER);
        if (isFormerClosed) {
            keystone.former().close();
            glance.former().close();
        }
        Storms.wait(BOUND);
        int former = keystone.atFormer() + glance.atFormer();
        Storms.wait(Storms.seconds(10, 120));
        int formerLater = keystone.atFormer() + glance.atFormer();
        Answers answers = load.stop();

        long bound = moved + BOUND.toNanos();
        Answers before = answers.where(answer -> answer.startNanos() + answer.nanos() - moved < 0);
        Answers meanwhile = answers.where(answer -> answer.startNanos() + answer.nanos() - moved >= 0)
                .where(answer -> answer.startNanos() - bound < 0);
        Answers later = answers.where(answer -> answer.startNanos() - bound >= 0);
        Storms.report("before the move", before);
        Storms.report("from then until 5 s after the TTL", meanwhile);
        Storms.report("later", later);
        Storms.report("calls at the latter addresses", List.of(keystone.atLatter(), glance.atLatter()));

        assertThat(before.wrong().all()).isEmpty();
        assertThat(later.all()).isNotEmpty();
        assertThat(later.wrong().all()).isEmpty();
        assertThat(formerLater).isEqualTo(former);
        assertThat(glance.atLatter()).isGreaterThanOrEqualTo(later.size());
        assertThat(keystone.atLatter()).isGreaterThanOrEqualTo(later.size());
    }

    /** Each request with another token than those at the same time, so that each waits for Keystone. */
    private static List<Ask> asks(StormCloud cloud) {
        List<List<Ask>> byToken =
                Stream.generate(cloud::token).limit(TOKENS).map(cloud::asks).toList();
        return IntStream.range(0, StormCloud.IMAGES)
                .mapToObj(i -> byToken.get(i % TOKENS).get(i))
                .toList();
    }

    /** Glance, which has just started, then knows all tokens. */
    private static void warm(Gateway gateway, List<Ask> asks) throws InterruptedException {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            if (Load.once(gateway.port(), asks, 2).wrong().size() == 0) {
                return;
            }
        }
        throw new IllegalStateException("the cloud is not ready");
    }

    private Moving moving(String service) throws TimeoutException {
        Relay former = new Relay(service, FORMER, 0);
        return new Moving(former, new Relay(service, LATTER, former.port()));
    }

    /** Nothing is cached: each request needs Keystone and Glance. */
    private Gateway gateway(StormCloud cloud, Moving keystone, Moving glance) throws Exception {
        Map<String, String> settings = new HashMap<>(Map.of(
                "listen.host", FORMER,
                "listen.port", "0",
                "management.port", "0",
                "cache.fresh", "0s",
                "cache.stale-while-revalidate", "0s",
                "cache.stale-if-error", "0s",
                "cache.stale-if-error-public", "0s",
                "keystone-authtoken.token-cache-time", "0s"));
        settings.put(
                "keystone-authtoken.auth-url",
                "http://keystone.vitrine.test:" + keystone.former().port());
        settings.put(
                "glance.api-servers",
                "http://glance.vitrine.test:" + glance.former().port());
        Map<String, String> environment = Map.of("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", cloud.live.servicePassword());
        LoadedConfig config = ConfigLoader.read(null, environment, settings);
        return Gateway.start(vertx, config, Clocks.system(), 1, null).await(30, TimeUnit.SECONDS);
    }
}
