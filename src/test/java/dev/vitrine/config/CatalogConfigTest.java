package dev.vitrine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vitrine.config.source.ConfigException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where Glance's endpoint comes from: the order of Nova's section [glance]. */
class CatalogConfigTest {
    private static final Map<String, String> PASSWORD = Map.of("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", "s3cret");
    private static final Map<String, String> OPENRC = Map.of(
            "OS_AUTH_URL", "http://k",
            "OS_USERNAME", "gateway",
            "OS_PASSWORD", "s3cret",
            "OS_PROJECT_NAME", "services",
            "OS_REGION_NAME", "RegionOne",
            "OS_INTERFACE", "publicURL");

    private static GlanceConfig glance(Map<String, String> environment, String... flags) throws ConfigException {
        return ConfigLoader.read(null, environment, flags(flags)).settings().glance();
    }

    private static Map<String, String> flags(String... flags) {
        Map<String, String> map = new HashMap<>();
        for (String flag : flags) {
            int equals = flag.indexOf('=');
            map.put(flag.substring(0, equals), flag.substring(equals + 1));
        }
        return map;
    }

    @Test
    void withAServiceUserItIsInTheCatalog() throws Exception {
        GlanceConfig glance = glance(
                PASSWORD, "glance.service-type=img", "glance.region-name=R", "glance.valid-interfaces=admin,publicURL");

        assertThat(glance.backend().servers()).isEmpty();
        assertThat(glance.catalog()).isEqualTo(new CatalogConfig("img", "R", List.of("admin", "public")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"glance.api-servers=http://a:1/v2", "glance.endpoint-override=http://a:1/v2"})
    void aNamedOneWins(String flag) throws Exception {
        GlanceConfig glance = glance(PASSWORD, flag, "glance.region-name=R");

        assertThat(glance.backend().servers()).hasToString("[http://a:1]");
        assertThat(glance.catalog()).isNull();
    }

    @Test
    void serversWinOverAnOverride() throws Exception {
        assertThat(glance(PASSWORD, "glance.api-servers=http://a:1", "glance.endpoint-override=http://b:1")
                        .backend()
                        .servers())
                .hasToString("[http://a:1]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity=glance", "identity=none", "keystone-authtoken.auth-type=none"})
    void withoutAServiceUserItIsOnThisHost(String flag) throws Exception {
        GlanceConfig glance = glance(Map.of(), flag);

        assertThat(glance.backend().servers()).hasToString("[http://127.0.0.1:9292]");
        assertThat(glance.catalog()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "identity=glance, glance.region-name=R, '\"R\"'",
        "identity=none, glance.service-type=img, '\"img\"'",
        "keystone-authtoken.auth-type=none, glance.valid-interfaces=public, '\"public\"'"
    })
    void toAskForTheCatalogWithoutAServiceUserStopsTheStart(String without, String asks, String found) {
        ConfigException problem = catchThrowableOfType(ConfigException.class, () -> glance(Map.of(), without, asks));

        assertThat(problem)
                .hasMessage(
                        "--set: " + asks.substring(0, asks.indexOf('=')) + ": " + found
                                + " (expected: nothing without a service user for Keystone's catalogue, but glance.api-servers)");
    }

    @Test
    void openStacksOwnVariablesChooseTheEndpoint() throws Exception {
        assertThat(glance(OPENRC).catalog()).isEqualTo(new CatalogConfig("image", "RegionOne", List.of("public")));
        assertThat(glance(OPENRC, "glance.region-name=R", "glance.valid-interfaces=internal")
                        .catalog())
                .isEqualTo(new CatalogConfig("image", "R", List.of("internal")));
    }

    /** They are no part of the service user: to set one of these keys leaves that as it is. */
    @Test
    void theEndpointMayBeChosenBesideTheUserOfAnOpenrc() throws Exception {
        assertThat(ConfigLoader.read(null, OPENRC, flags("glance.region-name=R"))
                        .settings()
                        .keystone()
                        .credentials())
                .isInstanceOf(Credentials.Password.class);
    }

    @Test
    void theOlderNameOfTheInterfaceIsTakenToo() throws Exception {
        Map<String, String> older = new HashMap<>(OPENRC);
        older.remove("OS_INTERFACE");
        older.put("OS_ENDPOINT_TYPE", "admin");

        assertThat(glance(older).catalog()).isEqualTo(new CatalogConfig("image", "RegionOne", List.of("admin")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity=glance", "identity=none", "glance.api-servers=http://127.0.0.1:9292"})
    void theyStopNoStartOfAGatewayThatNeedsNoCatalog(String flag) throws Exception {
        assertThat(glance(OPENRC, flag).backend().servers()).hasToString("[http://127.0.0.1:9292]");
    }

    @Test
    void withoutALoginTheyHaveNoEffect() throws Exception {
        Map<String, String> none = Map.of(
                "OS_AUTH_URL", "http://k", "OS_AUTH_TYPE", "none", "OS_REGION_NAME", "R", "OS_INTERFACE", "admin");

        LoadedConfig loaded = ConfigLoader.read(null, none, Map.of());

        assertThat(loaded.withoutEffect()).hasSize(2);
        assertThat(loaded.settings().glance().backend().servers()).hasToString("[http://127.0.0.1:9292]");
    }
}
