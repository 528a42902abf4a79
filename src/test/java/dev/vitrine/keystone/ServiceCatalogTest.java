package dev.vitrine.keystone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.CatalogConfig;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The endpoint that keystoneauth finds for settings of the same names. */
class ServiceCatalogTest {
    private static final String CATALOG = """
            {"token": {"catalog": [
              {"type": "identity", "endpoints": [{"interface": "public", "region_id": "R1", "url": "http://k1"}]},
              {"type": "image", "endpoints": [
                {"interface": "public", "region": "R1", "region_id": "R1", "url": "https://glance.example.com/v2"},
                {"interface": "admin", "region_id": "R1", "url": "http://admin1:9292"},
                {"interface": "internal", "region_id": "R2", "region": "old", "url": ""},
                {"interface": "internal", "region_id": "R2", "url": "http://internal2:9292/image/v2.0/"},
                {"interface": "internal", "region_id": "R2", "url": "http://second2:9292"},
                {"interface": "internal", "region": "R1", "url": "http://internal1:9292"},
                {"interface": "public", "region_id": "R3", "url": "ftp://nowhere"},
                {"interface": "internal", "region_id": null, "region": "R4", "url": "http://internal4/v2/images"}
              ]}
            ]}}""";

    private static ServiceCatalog catalog() {
        return requireNonNull(ServiceCatalog.of(CATALOG.getBytes(UTF_8)));
    }

    private static CatalogConfig wanted(String region, String interfaces) {
        return new CatalogConfig("image", region, List.of(interfaces.split(" ")));
    }

    @ParameterizedTest
    @CsvSource({
        "R1, internal public, http://internal1:9292",
        "R1, public internal, https://glance.example.com",
        "R1, publicURL, https://glance.example.com",
        "R1, admin, http://admin1:9292",
        "R2, internal public, http://internal2:9292/image",
        ", internal public, http://internal2:9292/image",
        ", public, https://glance.example.com",
        "R2, public internal, http://internal2:9292/image"
    })
    void anEndpointIsTheFirstOfTheRegionAndOfTheFirstInterface(String region, String interfaces, String url) {
        ServiceCatalog.Entry found = requireNonNull(catalog().find(wanted(region, interfaces)));

        assertThat(requireNonNull(found.endpoint())).hasToString(url);
    }

    @ParameterizedTest
    @CsvSource({
        "R9, internal, 'public in R1, admin in R1, internal in R2, internal in R1, public in R3, internal in R4'",
        "R2, admin, 'public in R1, admin in R1, internal in R2, internal in R1, public in R3, internal in R4'"
    })
    void whatIsThereInsteadIsSaid(String region, String interfaces, String found) {
        assertThat(catalog().find(wanted(region, interfaces))).isNull();
        assertThat(catalog().found(wanted(region, interfaces))).isEqualTo(found);
    }

    @Test
    void withoutTheServiceTheOtherServicesAreSaid() {
        CatalogConfig images = new CatalogConfig("images", null, List.of("public"));

        assertThat(catalog().find(images)).isNull();
        assertThat(catalog().found(images)).isEqualTo("type identity, type image");
        assertThat(new ServiceCatalog(List.of()).found(images)).isEqualTo("nothing");
    }

    /** A catalogue is the operator's, but what stands in it goes into a log and into JSON. */
    @Test
    void whatIsSaidHoldsNoQuotesAndIsBounded() {
        ServiceCatalog odd = new ServiceCatalog(List.of(
                new ServiceCatalog.Entry("image", "\"\n\u001b[31m", "public", "http://a"),
                new ServiceCatalog.Entry("image", "x".repeat(1000), "public", "http://a")));

        assertThat(odd.found(wanted("R", "internal")))
                .isEqualTo("public in ????31m, public in " + "x".repeat(64) + "...");
    }

    @ParameterizedTest
    @CsvSource({"R3, public", "R4, internal"})
    void aUrlThatCannotBeCalledIsNone(String region, String interfaces) {
        assertThat(requireNonNull(catalog().find(wanted(region, interfaces))).endpoint())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({"R1, https://glance.example.com", "R2, "})
    void clientsGetThePublicEndpointOfTheSameRegion(String region, String url) {
        ServiceCatalog.Entry found = requireNonNull(catalog().find(wanted(region, "internal")));
        ServiceCatalog.Entry forClients = catalog().publicOf(found);

        assertThat(
                        forClients == null
                                ? null
                                : requireNonNull(forClients.endpoint()).toString())
                .isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no JSON", "[]", "{}", "{\"token\": {}}", "{\"token\": {\"catalog\": {}}}"})
    void aDocumentWithoutACatalogHasNone(String body) {
        assertThat(ServiceCatalog.of(body.getBytes(UTF_8))).isNull();
    }

    @Test
    void oddPartsOfACatalogAreNoEndpoints() {
        byte[] odd =
                "{\"token\": {\"catalog\": [1, {}, {\"type\": \"image\", \"endpoints\": 7}, {\"endpoints\": [{}]}]}}"
                        .getBytes(UTF_8);

        assertThat(requireNonNull(ServiceCatalog.of(odd)).find(wanted(null, "public")))
                .isNull();
    }
}
