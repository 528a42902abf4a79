package dev.vitrine.keystone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.async.EventLoops;
import dev.vitrine.client.ServiceClient;
import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.config.ServiceConfig;
import dev.vitrine.demo.DemoCloud;
import dev.vitrine.demo.DemoKeystone;
import dev.vitrine.identity.Token;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.model.Outcome;
import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.ScriptedService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of a login that failed. */
@ExtendWith(VertxExtension.class)
class ServiceTokenProviderIT {
    private final ManualClocks clock = new ManualClocks();
    private ScriptedService keystone;
    private ServiceTokenProvider provider;
    private CatalogEndpoints endpoints;

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        keystone = new ScriptedService(new DemoKeystone(DemoCloud.seeded(Clock.systemUTC()))).start(vertx);
        GatewayConfig settings = ConfigLoader.read(
                        null,
                        Map.of("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", DemoCloud.SERVICE_PASSWORD),
                        Map.of("keystone-authtoken.auth-url", keystone.url()))
                .settings();
        ServiceConfig config = settings.keystone().backend();
        ServiceClient client =
                new ServiceClient(vertx, "keystone", config, config::servers, new Metrics(), clock.time());
        provider = new ServiceTokenProvider(EventLoops.of(vertx), client, settings.keystone(), clock.time());
        endpoints = new CatalogEndpoints(settings.glance().catalog(), clock.time());
        provider.feed(endpoints);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(10, TimeUnit.SECONDS);
    }

    private Token token() throws Exception {
        Outcome<Token> outcome = await(provider.token());
        return ((Outcome.Found<Token>) outcome).value();
    }

    private void answerWith(int status) {
        keystone.answerWith(request -> request.response().setStatusCode(status).end());
    }

    /** Nothing logs in anew until the token ends or Glance fails again: the fault would be told for hours. */
    @ParameterizedTest
    @ValueSource(ints = {200, 302, 404, 429, 500, 503})
    void aLoginForTheCatalogueThatFailsIsNoFaultWhileThereIsAToken(int status) throws Exception {
        Token token = token();
        answerWith(status);
        clock.pass(CatalogEndpoints.MIN_INTERVAL);

        assertThat(await(endpoints.discover())).isFalse();
        assertThat(provider.loginFault()).isNull();
        assertThat(token()).isEqualTo(token);
    }

    @Test
    void noResponseToALoginForTheCatalogueIsNoFaultWhileThereIsAToken() throws Exception {
        token();
        keystone.stop();
        clock.pass(CatalogEndpoints.MIN_INTERVAL);

        assertThat(await(endpoints.discover())).isFalse();
        assertThat(provider.loginFault()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403})
    void aLoginForTheCatalogueThatIsRefusedIsAFault(int status) throws Exception {
        token();
        answerWith(status);
        clock.pass(CatalogEndpoints.MIN_INTERVAL);

        await(endpoints.discover());
        assertThat(provider.loginFault()).extracting(LoginFault::cause).isEqualTo("status_" + status);
    }

    @ParameterizedTest
    @CsvSource({"401, Correct the user", "429, Keystone's log", "503, Keystone's log"})
    void aLoginWithoutATokenThatFailsIsAFaultUntilOneSucceeds(int status, String action) throws Exception {
        provider.invalidate(token());
        answerWith(status);
        assertThat(await(provider.token())).isInstanceOf(Outcome.Failed.class);
        assertThat(provider.loginFault()).satisfies(fault -> {
            assertThat(fault.cause()).isEqualTo("status_" + status);
            assertThat(fault.action()).contains(action);
        });

        keystone.answerWith(keystone::pass);
        token();
        assertThat(provider.loginFault()).isNull();
    }

    @Test
    void noResponseToALoginNamesTheReasonAndWhatToDo() throws Exception {
        keystone.stop();

        await(provider.token());
        assertThat(provider.loginFault()).satisfies(fault -> {
            assertThat(fault.cause()).isEqualTo("connection_refused");
            assertThat(fault.action()).isNotEmpty();
        });
    }
}
