package dev.vitrine.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.live.LiveExchange.Answer;
import dev.vitrine.live.NovaRequests.Request;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jclouds.openstack.nova.v2_0.NovaApi;
import org.jclouds.openstack.nova.v2_0.domain.Flavor;
import org.jclouds.openstack.nova.v2_0.domain.Image;
import org.jclouds.openstack.nova.v2_0.domain.KeyPair;
import org.jclouds.openstack.nova.v2_0.extensions.KeyPairApi;
import org.jclouds.openstack.v2_0.domain.Resource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openstack4j.api.OSClient.OSClientV3;
import org.openstack4j.model.compute.Keypair;

/** Clients find the whole compute API behind the one endpoint of the catalogue, whichever way the gateway is put there. */
@Tag("live")
@Timeout(180)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("deprecation") // openstack4j has deprecated all of compute's images, as the API has.
final class OneEndpointLiveIT {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path folder;

    private static WaysIn ways;
    private static LiveUser owner;
    private static String image;

    /** What Nova itself says to each series of requests, which are made once. */
    private static final Map<List<Request>, List<Answer>> DIRECT = new HashMap<>();

    private static List<List<Request>> series;

    @BeforeAll
    static void start() throws Exception {
        ways = WaysIn.start(folder);
        LiveCloud cloud = ways.cloud();
        String project = cloud.project("project one");
        owner = cloud.user("one", project, "member");
        ways.gateway().bearer("one", cloud.token(owner), project);
        ways.gateway().bearer("admin", cloud.adminToken(), "");
        image = ways.gateway().image("one", "debian", Map.of("os_distro", "debian"));
        LiveHttp nova = ways.nova().http();
        Map<String, ?> flavor = Map.of("id", "1", "name", "tiny", "ram", 64, "disk", 1, "vcpus", 1);
        nova.success(call("admin", "POST", "/v2.1/flavors").sending(Map.of("flavor", flavor)));
        nova.success(call("one", "POST", "/v2.1/os-keypairs").sending(Map.of("keypair", Map.of("name", "kept"))));
        series = NovaRequests.of(
                project, ways.gateway().token("one"), ways.gateway().token("admin"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (ways != null) {
            ways.close();
        }
    }

    private static LiveCall call(String caller, String method, String path) {
        return LiveCall.of(method, path, ways.gateway().token(caller));
    }

    @Order(1)
    @EachWayIn
    void jcloudsHasItsWholeNovaApi(String way) throws Exception {
        try (NovaApi nova = JcloudsClient.of(ways.cloud(), owner)) {
            assertThat(nova.getConfiguredRegions()).contains(way);
            assertThat(nova.getImageApi(way).listInDetail().concat().toList())
                    .extracting(Image::getId)
                    .containsExactly(image);
            assertThat(nova.getImageApi(way).get(image).getMetadata()).containsEntry("os_distro", "debian");
            assertThat(nova.getFlavorApi(way).listInDetail().concat().toList())
                    .extracting(Flavor::getName)
                    .containsExactly("tiny");
            assertThat(nova.getFlavorApi(way).list().concat().toList())
                    .extracting(Resource::getId)
                    .containsExactly("1");
            assertThat(nova.getServerApi(way).listInDetail().concat().toList()).isEmpty();
            assertThat(nova.getExtensionApi(way).list()).hasSizeGreaterThan(50);
            assertThat(nova.getExtensionApi(way).get("OS-DCF").getName()).isEqualTo("DiskConfig");
            KeyPairApi keypairs = nova.getKeyPairApi(way).get();
            assertThat(keypairs.create("jclouds").getPrivateKey()).contains("PRIVATE KEY");
            assertThat(keypairs.list()).extracting(KeyPair::getName).containsExactlyInAnyOrder("jclouds", "kept");
            assertThat(keypairs.delete("jclouds")).isTrue();
            assertThat(keypairs.list()).extracting(KeyPair::getName).containsExactly("kept");
            assertThat(nova.getAvailabilityZoneApi(way).get().listAvailabilityZones())
                    .isNotNull();
        }
    }

    @Order(2)
    @EachWayIn
    void openstack4jHasItsCompute(String way) {
        OSClientV3 client = Openstack4jClient.of(ways.cloud(), owner).useRegion(way);

        assertThat(client.compute().images().list())
                .extracting(org.openstack4j.model.compute.Image::getId)
                .containsExactly(image);
        assertThat(client.compute().flavors().list())
                .extracting(org.openstack4j.model.compute.Flavor::getName)
                .containsExactly("tiny");
        assertThat(client.compute().servers().list()).isEmpty();
        assertThat(client.compute().keypairs().create("openstack4j", null).getPrivateKey())
                .contains("PRIVATE KEY");
        assertThat(client.compute().keypairs().list())
                .extracting(Keypair::getName)
                .containsExactlyInAnyOrder("kept", "openstack4j");
        assertThat(client.compute().keypairs().delete("openstack4j").isSuccess())
                .isTrue();
        assertThat(client.compute().quotaSets().limits().getAbsolute().getMaxTotalKeypairs())
                .isEqualTo(100);
    }

    @Order(3)
    @EachWayIn
    void openstackSdkHasItsCompute(String way) {
        String told = LiveCommand.run(
                Map.of(
                        "OS_AUTH_URL", ways.cloud().keystoneUrl() + "/v3",
                        "OS_USERNAME", owner.name(),
                        "OS_PASSWORD", ways.cloud().servicePassword(),
                        "OS_PROJECT_ID", owner.projectId(),
                        "OS_USER_DOMAIN_ID", "default",
                        "OS_REGION_NAME", way,
                        "HOME", folder.toString()),
                "/usr/bin/python3",
                "src/clients/python/one_endpoint.py");

        assertThat(told.lines())
                .contains(
                        "endpoint http://127.0.0.1:" + ways.port(way) + "/v2.1/" + owner.projectId(),
                        "microversions (2, 1) (2, 93)",
                        "image " + image + " debian ACTIVE 3",
                        "found " + image + " debian",
                        "metadata [('os_distro', 'debian')]",
                        "brief ['debian']",
                        "flavors ['tiny']",
                        "servers []",
                        "extensions True",
                        "limits 100",
                        "keypair sdk True",
                        "keypairs ['kept', 'sdk']",
                        "keypairs ['kept']");
    }

    /** nginx adds {@code Server}, so it is not compared. */
    @Order(4)
    @ParameterizedTest
    @ValueSource(strings = {WaysIn.SPLIT, WaysIn.PASS_THROUGH})
    void everyResponseOfNovaIsTheOneThatNovaGives(String way) throws Exception {
        List<String> different = new ArrayList<>();
        Set<String> asked = new HashSet<>();
        for (List<Request> requests : series) {
            List<Answer> direct = DIRECT.get(requests);
            if (direct == null) {
                direct = answers(URI.create(ways.nova().url()).getPort(), requests);
                DIRECT.put(requests, direct);
            }
            List<Answer> passed = answers(ways.port(way), requests);
            for (int i = 0; i < requests.size(); i++) {
                asked.add(requests.get(i).toString());
                if (!passed.get(i).equals(direct.get(i))) {
                    different.add(requests.get(i) + "\n  Nova:  " + direct.get(i) + "\n  here:  " + passed.get(i));
                }
            }
        }

        assertThat(different).isEmpty();
        assertThat(asked).hasSizeGreaterThanOrEqualTo(200);
    }

    private static List<Answer> answers(int port, List<Request> requests) throws IOException {
        List<Answer> answers = new ArrayList<>();
        for (Request request : requests) {
            answers.add(LiveExchange.send(port, request.method(), request.head(), request.body()));
        }
        return answers;
    }

    /** Nova's links begin with the request's Host. */
    @Order(5)
    @EachWayIn
    void linksOfBothLeadBackToWhatTheClientHasAsked(String way) throws Exception {
        for (String path : List.of("/v2.1/flavors", "/v2.1/images", "/v2.1/")) {
            assertThat(shown(ways.port(way), path, "")).contains("\"http://compute.example:1234/v2.1/");
        }
    }

    /** With {@code enable_proxy_headers_parsing}, which is off by default. */
    @Order(5)
    @Test
    void linksOfNovaBeginWithTheSchemeThatAProxyNames() throws Exception {
        assertThat(shown(ways.nova().port(), "/v2.1/flavors", "X-Forwarded-Proto: https\r\n"))
                .contains("\"https://compute.example:1234/v2.1/");
    }

    private static String shown(int port, String path, String header) throws IOException {
        String head = "GET " + path + " HTTP/1.1\r\nHost: compute.example:1234\r\nConnection: close\r\nX-Auth-Token: "
                + ways.gateway().token("one") + "\r\n" + header + "\r\n";
        return LiveExchange.send(port, "GET", head, "").body();
    }

    @Order(6)
    @EachWayIn
    void imagesStayServedWhileNovaIsKilled(String way) {
        LiveHttp http = new LiveHttp("http://127.0.0.1:" + ways.port(way));
        String other = ways.gateway().image("one", "other", Map.of());
        ways.nova().kill();
        try {
            assertThat(http.answer(call("one", "GET", "/v2.1/images/" + image)).statusCode())
                    .isEqualTo(200);
            assertThat(http.answer(call("one", "GET", "/v2.1/images/" + other)).statusCode())
                    .isEqualTo(200);
            assertThat(http.answer(call("one", "GET", "/v2.1/images/detail")).body())
                    .contains(image, other);
            assertThat(http.answer(call("one", "DELETE", "/v2.1/images/" + other))
                            .statusCode())
                    .isEqualTo(204);
            assertThat(http.answer(call("one", "GET", "/v2.1/flavors")).statusCode())
                    .isBetween(502, 504);
        } finally {
            ways.nova().start();
        }

        assertThat(LiveWait.until(
                        Duration.ofSeconds(30),
                        () -> http.answer(call("one", "GET", "/v2.1/flavors")).statusCode() == 200))
                .isTrue();
    }
}
