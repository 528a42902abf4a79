package dev.vitrine.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.openstack4j.api.OSClient.OSClientV3;
import org.openstack4j.api.compute.ComputeImageService;
import org.openstack4j.api.exceptions.ClientResponseException;
import org.openstack4j.model.common.ActionResponse;
import org.openstack4j.model.common.Link;
import org.openstack4j.model.compute.Image;

/** openstack4j, unchanged, finds the gateway in Keystone's catalogue and works with images through it. */
@Tag("live")
@Timeout(120)
@SuppressWarnings("deprecation") // All of it is deprecated, as the compute API's images are.
final class Openstack4jLiveIT {

    private static final String UNKNOWN = "00000000-0000-4000-8000-000000000000";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path folder;

    private static CataloguedGateway gateway;
    private OSClientV3 client;

    @BeforeAll
    static void start() throws Exception {
        gateway = CataloguedGateway.start(folder, 1000);
    }

    @BeforeEach
    void logIn() {
        client = Openstack4jClient.of(gateway);
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    @EachMount
    void readsAnImage(String region) {
        String id = gateway.image(
                "debian", Map.of("os_distro", "debian", "image_location", "snapshot", "min_ram", 512, "min_disk", 3));

        Image image = images(region).get(id);

        assertThat(image.getId()).isEqualTo(id);
        assertThat(image.getName()).isEqualTo("debian");
        assertThat(image.getStatus()).isEqualTo(Image.Status.ACTIVE);
        assertThat(image.getProgress()).isEqualTo(100);
        assertThat(image.getMinRam()).isEqualTo(512);
        assertThat(image.getMinDisk()).isEqualTo(3);
        assertThat(image.getCreated()).isNotNull().isBeforeOrEqualTo(image.getUpdated());
        assertThat(image.getMetaData()).isEqualTo(Map.of("os_distro", "debian", "image_location", "snapshot"));
        assertThat(image.isSnapshot()).isTrue();
        assertThat(image.getLinks()).extracting(Link::getRel).containsExactly("self", "bookmark", "alternate");
        // A member of /v2.1 alone.
        assertThat(image.getSize()).isEqualTo(region.equals("v2.1") ? CataloguedGateway.DATA.length : 0);
    }

    @EachMount
    void readsNullWhereThereIsNoImage(String region) {
        assertThat(images(region).get(UNKNOWN)).isNull();
    }

    @EachMount
    void listsAllImages(String region) {
        String first = gateway.image("first", Map.of("os_distro", "debian"));
        String second = gateway.image("second", Map.of());

        List<? extends Image> detailed = images(region).list();
        List<? extends Image> brief = images(region).list(false);

        assertThat(detailed).extracting(Image::getId).doesNotHaveDuplicates().contains(first, second);
        assertThat(detailed).extracting(Image::getStatus).containsOnly(Image.Status.ACTIVE);
        assertThat(detailed)
                .filteredOn(image -> image.getId().equals(first))
                .singleElement()
                .satisfies(image -> assertThat(image.getMetaData()).isEqualTo(Map.of("os_distro", "debian")));
        assertThat(brief)
                .extracting(Image::getId)
                .containsExactlyElementsOf(detailed.stream().map(Image::getId).toList());
        assertThat(brief).extracting(Image::getStatus).containsOnlyNulls();
    }

    @EachMount
    void logsInAgainWhenItsTokenHasBeenRevoked(String region) {
        String id = gateway.image("late", Map.of());
        gateway.cloud().revoke(client.getToken().getId());

        assertThat(images(region).get(id).getName()).isEqualTo("late");
    }

    @Test
    void addsToMetadata() throws Exception {
        String id = gateway.image("changed", Map.of("os_distro", "debian", "label", "old"));

        Map<String, String> merged =
                images("v2").setMetaData(id, Map.of("label", "new", "a key.of: 2", "\u00fc \u2603"));

        assertThat(merged).isEqualTo(Map.of("os_distro", "debian", "label", "new", "a key.of: 2", "\u00fc \u2603"));
        assertThat(images("v2").get(id).getMetaData()).isEqualTo(merged);
        assertThat(gateway.glanceRecord(id).orElseThrow().path("label").textValue())
                .isEqualTo("new");
    }

    /** It sends its map twice, as "metadata" and as "metaData", which Nova's schema for /v2.1 refuses. */
    @Test
    void cannotAddToMetadataWhereNovaWouldRefuseItsBody() {
        String id = gateway.image("unchanged", Map.of());

        assertThatThrownBy(() -> images("v2.1").setMetaData(id, Map.of("key", "value")))
                .isInstanceOf(ClientResponseException.class)
                .hasMessageContaining("Additional properties are not allowed ('metaData' was unexpected)");
        assertThat(images("v2.1").getMetaData(id)).isEmpty();
    }

    @EachMount
    void deletesMetadataItems(String region) throws Exception {
        String id = gateway.image("cleared", Map.of("one", "1", "two", "2", "three", "3"));

        ActionResponse answer = images(region).deleteMetaData(id, "one", "two");

        assertThat(answer.isSuccess()).isTrue();
        assertThat(images(region).getMetaData(id)).isEqualTo(Map.of("three", "3"));
        assertThat(gateway.glanceRecord(id).orElseThrow().has("one")).isFalse();
    }

    @EachMount
    void isToldThatAnItemToDeleteIsNotThere(String region) {
        String id = gateway.image("kept", Map.of("one", "1"));

        ActionResponse answer = images(region).deleteMetaData(id, "two", "one");

        assertThat(answer.getCode()).isEqualTo(404);
        assertThat(answer.getFault()).isEqualTo("Invalid metadata key");
        assertThat(images(region).getMetaData(id)).isEqualTo(Map.of("one", "1"));
    }

    @Test
    void isToldThatAValueIsTooLong() {
        String id = gateway.image("unchanged", Map.of());

        assertThatThrownBy(() -> images("v2").setMetaData(id, Map.of("key", "v".repeat(256))))
                .isInstanceOf(ClientResponseException.class)
                .hasMessage("Image metadata value too long");
        assertThat(images("v2").getMetaData(id)).isEmpty();
    }

    @EachMount
    void deletesAnImage(String region) throws Exception {
        String id = gateway.image("doomed", Map.of());

        ActionResponse answer = images(region).delete(id);

        assertThat(answer.isSuccess()).isTrue();
        assertThat(images(region).get(id)).isNull();
        assertThat(gateway.glanceRecord(id)).isEmpty();
    }

    @EachMount
    void isToldWhatItMayNotDelete(String region) throws Exception {
        String id = gateway.image("protected", Map.of("protected", true));

        ActionResponse answer = images(region).delete(id);

        assertThat(answer.getCode()).isEqualTo(403);
        assertThat(answer.getFault()).isEqualTo("You are not allowed to delete the image.");
        assertThat(gateway.glanceRecord(id)).isPresent();
    }

    @EachMount
    void isToldThatThereIsNothingToDelete(String region) {
        ActionResponse answer = images(region).delete(UNKNOWN);

        assertThat(answer.getCode()).isEqualTo(404);
        assertThat(answer.getFault()).isEqualTo("Image not found.");
    }

    private ComputeImageService images(String region) {
        return client.useRegion(region).compute().images();
    }
}
