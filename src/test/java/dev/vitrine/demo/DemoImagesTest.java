package dev.vitrine.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DemoImagesTest {
    private final DemoCloud cloud = DemoCloud.seeded(Clock.systemUTC());

    @Test
    void fakeimage7IsTheRecordOfTheOriginalSamples() {
        String record = """
                {'kernel_id':'nokernel','auto_disk_config':'True','ramdisk_id':'nokernel','architecture':'x86_64',\
                'id':'70a599e0-31e7-49b7-b260-868f441e862b','name':'fakeimage7','status':'active',\
                'visibility':'private','protected':false,'os_hidden':false,\
                'checksum':'4e5df8e1c7d5c4a0f5c6f3f0a9b8d7e6','os_hash_algo':null,'os_hash_value':null,\
                'owner':'openstack','size':74185822,'virtual_size':null,'container_format':'ova',\
                'disk_format':'vhd','min_ram':0,'min_disk':0,'created_at':'2011-01-01T01:02:03Z',\
                'updated_at':'2011-01-01T01:02:03Z','tags':[],\
                'self':'/v2/images/70a599e0-31e7-49b7-b260-868f441e862b',\
                'file':'/v2/images/70a599e0-31e7-49b7-b260-868f441e862b/file','schema':'/v2/schemas/image'}""";

        assertThat(cloud.image(DemoImages.FAKEIMAGE7).json().toString()).isEqualTo(record.replace('\'', '"'));
    }

    @Test
    void everyVisibilityAndStatusIsIncluded() {
        assertThat(images().map(DemoImage::visibility)).contains("public", "community", "shared", "private");
        assertThat(images().map(DemoImage::status))
                .contains(
                        "active",
                        "queued",
                        "saving",
                        "importing",
                        "uploading",
                        "deactivated",
                        "killed",
                        "pending_delete");
    }

    @Test
    void membersOfEveryStatusAreIncluded() {
        assertThat(images().flatMap(image -> image.members().values().stream()).map(DemoImage.Member::status))
                .contains("accepted", "pending");
    }

    @Test
    void queuedImageHasNeitherNameNorSize() {
        DemoImage queued = cloud.image("66666666-6666-4666-8666-666666666666");

        assertThat(queued.text("name")).isNull();
        assertThat(queued.text("size")).isNull();
    }

    @Test
    void completedRecordHasCustomPropertiesFirst() {
        assertThat(DemoImages.completed(DemoJson.object().put("id", "x").put("colour", "blue"))
                        .fieldNames())
                .toIterable()
                .startsWith("colour", "id", "name", "status")
                .endsWith("self", "file", "schema");
    }

    private Stream<DemoImage> images() {
        return cloud.newestFirst().stream();
    }
}
