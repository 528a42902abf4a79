package dev.vitrine.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.Iterables;
import java.nio.file.Path;
import java.util.Map;
import org.jclouds.http.HttpResponseException;
import org.jclouds.openstack.nova.v2_0.NovaApi;
import org.jclouds.openstack.nova.v2_0.domain.BlockDeviceMapping;
import org.jclouds.openstack.nova.v2_0.domain.Image;
import org.jclouds.openstack.nova.v2_0.features.ImageApi;
import org.jclouds.openstack.v2_0.domain.Link;
import org.jclouds.rest.AuthorizationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Apache jclouds, unchanged, finds the gateway in Keystone's catalogue and works with images through it. */
@Tag("live")
@Timeout(120)
final class JcloudsLiveIT {

    private static final String UNKNOWN = "00000000-0000-4000-8000-000000000000";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path folder;

    private static CataloguedGateway gateway;
    private static NovaApi nova;

    @BeforeAll
    static void start() throws Exception {
        gateway = CataloguedGateway.start(folder, 1000);
        nova = JcloudsClient.of(gateway);
    }

    @AfterAll
    static void stop() throws Exception {
        if (nova != null) {
            nova.close();
        }
        if (gateway != null) {
            gateway.close();
        }
    }

    @EachMount
    void readsAnImage(String region) {
        String id = gateway.image("debian", Map.of("os_distro", "debian", "min_ram", 512, "min_disk", 3));

        Image image = images(region).get(id);

        assertThat(nova.getConfiguredRegions()).contains(region);
        assertThat(image.getId()).isEqualTo(id);
        assertThat(image.getName()).isEqualTo("debian");
        assertThat(image.getStatus()).isEqualTo(Image.Status.ACTIVE);
        assertThat(image.getProgress()).isEqualTo(100);
        assertThat(image.getMinRam()).isEqualTo(512);
        assertThat(image.getMinDisk()).isEqualTo(3);
        assertThat(image.getCreated()).isNotNull().isBeforeOrEqualTo(image.getUpdated());
        assertThat(image.getMetadata()).isEqualTo(Map.of("os_distro", "debian"));
        assertThat(image.getLinks())
                .extracting(Link::getRelation)
                .containsExactlyInAnyOrder(Link.Relation.SELF, Link.Relation.BOOKMARK, Link.Relation.ALTERNATE);
    }

    @EachMount
    void readsNullWhereThereIsNoImage(String region) {
        assertThat(images(region).get(UNKNOWN)).isNull();
    }

    @EachMount
    void readsABlockDeviceMappingAsAList(String region) {
        String mapping =
                "[{\"device_name\": \"/dev/vda\", \"boot_index\": 0, \"volume_size\": 8, \"no_device\": null}]";
        String id = gateway.image("snapshot", Map.of("block_device_mapping", mapping));

        Image image = images(region).get(id);

        BlockDeviceMapping device = Iterables.getOnlyElement(image.getBlockDeviceMapping());
        assertThat(device.getDeviceName()).isEqualTo("/dev/vda");
        assertThat(device.getBootIndex()).isZero();
        assertThat(device.getVolumeSize()).isEqualTo(8);
    }

    @EachMount
    void readsAndReplacesMetadata(String region) throws Exception {
        String id = gateway.image("replaced", Map.of("os_distro", "debian", "label", "old"));
        assertThat(images(region).getMetadata(id)).isEqualTo(Map.of("os_distro", "debian", "label", "old"));

        Map<String, String> whole = images(region).setMetadata(id, Map.of("label", "new", "other", ""));

        assertThat(whole).isEqualTo(Map.of("label", "new", "other", ""));
        assertThat(images(region).getMetadata(id)).isEqualTo(whole);
        assertThat(images(region).get(id).getMetadata()).isEqualTo(whole);
        JsonNode record = gateway.glanceRecord(id).orElseThrow();
        assertThat(record.path("label").textValue()).isEqualTo("new");
        assertThat(record.has("os_distro")).isFalse();
        assertThat(record.path("visibility").textValue()).isEqualTo("shared");
    }

    @EachMount
    void addsToMetadata(String region) {
        String id = gateway.image("merged", Map.of("os_distro", "debian", "label", "old"));

        Map<String, String> merged =
                images(region).updateMetadata(id, Map.of("label", "\u00fc \u2603", "a key.of: 2", "x"));

        assertThat(merged).isEqualTo(Map.of("os_distro", "debian", "label", "\u00fc \u2603", "a key.of: 2", "x"));
        assertThat(images(region).getMetadata(id)).isEqualTo(merged);
    }

    @EachMount
    void deletesAMetadataItem(String region) throws Exception {
        String id = gateway.image("cleared", Map.of("one", "1", "two", "2"));

        images(region).deleteMetadata(id, "one");
        images(region).deleteMetadata(id, "not there");

        assertThat(images(region).getMetadata(id)).isEqualTo(Map.of("two", "2"));
        assertThat(gateway.glanceRecord(id).orElseThrow().has("one")).isFalse();
    }

    /** The published reference has "metadata" in the bodies of single items, and so has jclouds; Nova has "meta". */
    @EachMount
    void failsWithSingleMetadataItemsAsItDoesWithNova(String region) {
        String id = gateway.image("unchanged", Map.of("one", "1"));

        assertThat(images(region).getMetadata(id, "one")).isNull();
        assertThatThrownBy(() -> images(region).updateMetadata(id, "one", "2"))
                .isInstanceOfSatisfying(
                        HttpResponseException.class,
                        e -> assertThat(e.getResponse().getStatusCode()).isEqualTo(400));
        assertThat(images(region).getMetadata(id)).isEqualTo(Map.of("one", "1"));
    }

    @EachMount
    void isToldWhatItMayNotChange(String region) {
        String id = gateway.foreignImage("foreign", Map.of("visibility", "public", "one", "1"));

        assertThatThrownBy(() -> images(region).setMetadata(id, Map.of("one", "2")))
                .isInstanceOf(AuthorizationException.class)
                .hasMessageContaining("Not authorized for image " + id);
        assertThat(images(region).getMetadata(id)).isEqualTo(Map.of("one", "1"));
    }

    @EachMount
    void deletesAnImage(String region) throws Exception {
        String id = gateway.image("doomed", Map.of());
        assertThat(images(region).get(id)).isNotNull();

        images(region).delete(id);

        assertThat(images(region).get(id)).isNull();
        assertThat(gateway.glanceRecord(id)).isEmpty();
    }

    @EachMount
    void isToldWhatItMayNotDelete(String region) throws Exception {
        String id = gateway.image("protected", Map.of("protected", true));

        assertThatThrownBy(() -> images(region).delete(id))
                .isInstanceOf(AuthorizationException.class)
                .hasMessageContaining("You are not allowed to delete the image.");
        assertThat(gateway.glanceRecord(id)).isPresent();
    }

    @EachMount
    void deletesWhatIsNotThereWithoutAComplaint(String region) {
        images(region).delete(UNKNOWN);
    }

    private static ImageApi images(String region) {
        return nova.getImageApi(region);
    }
}
