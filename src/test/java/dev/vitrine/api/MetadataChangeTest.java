package dev.vitrine.api;

import static dev.vitrine.codec.metadata.MetadataWrite.Kind.MERGE;
import static dev.vitrine.codec.metadata.MetadataWrite.Kind.REPLACE;
import static dev.vitrine.codec.metadata.MetadataWrite.Kind.SET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.MetadataChange.Rules;
import dev.vitrine.codec.metadata.MetadataWrite.Kind;
import dev.vitrine.glance.PropertyChange;
import dev.vitrine.glance.PropertyChange.Put;
import dev.vitrine.glance.PropertyChange.Remove;
import dev.vitrine.glance.Records;
import dev.vitrine.model.Fault;
import dev.vitrine.model.Image;
import dev.vitrine.model.PropertyValue;
import dev.vitrine.model.PropertyValue.Text;
import dev.vitrine.testing.Samples;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The smallest change that does what is asked. */
class MetadataChangeTest {
    private static final Fault OVER_QUOTA = Fault.of(403, "Image metadata limit exceeded");
    private static final Rules RULES = new Rules(128, Set.of("site"), OVER_QUOTA);
    private static final Image IMAGE = Records.imageWith("'os_glance_failed_import':'','a':'1','b':'2'");

    @Test
    void thePublishedChangesComeOut() {
        Image before = Records.image(Samples.bytes("14-metadata-before-glance.json"));

        assertThat(of(MERGE, before, "architecture", "aarch64", "Label", "UpdatedImage")
                        .steps())
                .containsExactly(put("architecture", "aarch64"), put("Label", "UpdatedImage"));
        assertThat(of(REPLACE, before, "auto_disk_config", "True", "Label", "Changed")
                        .steps())
                .containsExactly(new Remove("kernel_id"), new Remove("architecture"), put("Label", "Changed"));
        assertThat(of(SET, before, "auto_disk_config", "False").steps())
                .containsExactly(put("auto_disk_config", "False"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"MERGE", "SET"})
    void whatIsThereAlreadyIsNotSentAgain(Kind kind) {
        assertThat(of(kind, IMAGE, "a", "1")).isEqualTo(new MetadataChange(List.of(), null));
        assertThat(of(kind, IMAGE, "a", "").steps()).containsExactly(put("a", ""));
        assertThat(of(kind, IMAGE, "A", "1").steps()).containsExactly(put("A", "1"));
        assertThat(of(MERGE, IMAGE).steps()).isEmpty();
    }

    @Test
    void aReplacementTakesAwayWhatIsNotSentButForGlancesOwnBookkeeping() {
        assertThat(of(REPLACE, IMAGE, "a", "1", "b", "2").steps()).isEmpty();
        assertThat(of(REPLACE, IMAGE, "b", "3").steps()).containsExactly(new Remove("a"), put("b", "3"));
        assertThat(of(REPLACE, IMAGE).steps()).containsExactly(new Remove("a"), new Remove("b"));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void bookkeepingMayBeSentBackAsItIsAndNotOtherwise(Kind kind) {
        MetadataChange same = of(kind, IMAGE, "os_glance_failed_import", "");

        assertThat(same.fault()).isNull();
        assertThat(same.steps()).noneMatch(step -> step.key().startsWith("os_glance"));
        assertThat(message(of(kind, IMAGE, "os_glance_failed_import", "x")))
                .isEqualTo("Image metadata key 'os_glance_failed_import' is reserved.");
        assertThat(message(of(kind, IMAGE, "os_glance_new", ""))).contains("'os_glance_new' is reserved");
        assertThat(message(of(kind, IMAGE, "os_glances", ""))).contains("'os_glances' is reserved");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id",
                "name",
                "status",
                "visibility",
                "protected",
                "os_hidden",
                "checksum",
                "os_hash_algo",
                "os_hash_value",
                "owner",
                "size",
                "virtual_size",
                "container_format",
                "disk_format",
                "created_at",
                "updated_at",
                "tags",
                "direct_url",
                "min_ram",
                "min_disk",
                "self",
                "file",
                "stores",
                "schema",
                "locations",
                "location",
                "deleted",
                "deleted_at",
                "image_id",
                "base",
                "context",
                "notifier",
                "repo",
                "helper",
                "member",
                "extra_properties",
                "get_data",
                "set_data",
                "delete",
                "deactivate",
                "reactivate",
                "get_payload",
                "get_super_class",
                "send_notification",
                "_abc_impl",
                "_format_image_send",
                "_format_import_properties",
                "_get_chunk_data_iterator",
                "__class__",
                "__dict__",
                "__weakref__",
                "__init__",
                " name",
                "name ",
                "\t image_id\u00a0",
                " __class__ ",
                "\u001fos_glance_x",
                " site",
                "__eq__",
                "__doc__",
                "__module__",
                "__abstractmethods__",
                "\u3000name",
                "image_id\r\n",
                "\u0085base\u2028",
                "\u001cextra_properties",
                "os_glance",
                " os_glancex",
                "created_at ",
                "site"
            })
    void anAttributesNameIsNoKey(String key) {
        for (Kind kind : Kind.values()) {
            MetadataChange change = of(kind, IMAGE, key, "x");

            assertThat(message(change)).isEqualTo("Image metadata key '" + key + "' is reserved.");
            assertThat(change.steps()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"x, 255, true", "x, 256, false", "☃, 255, true", "😀, 255, true", "😀, 256, false"})
    void aValueHasAtMost255Characters(String character, int length, boolean fits) {
        for (Kind kind : Kind.values()) {
            Fault fault = of(kind, IMAGE, "a", character.repeat(length)).fault();

            assertThat(fault == null ? "" : fault.message()).isEqualTo(fits ? "" : "Image metadata value too long");
        }
    }

    @Test
    void aLongerValueMayBeSentBackAsItIs() {
        String stored = "x".repeat(300);
        Image image = Records.imageWith("'long':'" + stored + "'");

        assertThat(of(REPLACE, image, "long", stored, "b", "1").steps()).containsExactly(put("b", "1"));
        assertThat(message(of(REPLACE, image, "long", stored + "x"))).isEqualTo("Image metadata value too long");
        assertThat(message(of(REPLACE, image, "other", stored))).isEqualTo("Image metadata value too long");
    }

    @ParameterizedTest
    @CsvSource({
        "MERGE, 126, 2, true",
        "MERGE, 126, 3, false",
        "SET, 127, 1, true",
        "SET, 128, 1, false",
        "REPLACE, 128, 128, true",
        "REPLACE, 0, 129, false",
        "REPLACE, 500, 1, true"
    })
    void itemsAreCountedAsTheyWouldBe(Kind kind, int present, int sent, boolean fits) {
        Image image = with(present);
        Map<String, @Nullable String> items = new LinkedHashMap<>();
        for (int i = 0; i < sent; i++) {
            items.put("sent" + i, "x");
        }

        MetadataChange change = MetadataChange.of(kind, items, image, RULES);

        if (fits) {
            assertThat(change.fault()).isNull();
        } else {
            Fault fault = Objects.requireNonNull(change.fault());
            assertThat(fault.status()).isEqualTo(403);
            assertThat(fault.message()).isEqualTo("Image metadata limit exceeded");
            assertThat(change.steps()).isEmpty();
        }
        assertThat(MetadataChange.of(kind, items, image, new Rules(-1, Set.of(), OVER_QUOTA))
                        .fault())
                .isNull();
    }

    @Test
    void whatIsOverwrittenCountsOnce() {
        assertThat(of(SET, with(128), "p0", "y").fault()).isNull();
        assertThat(of(MERGE, with(128), "p0", "y", "p1", "y").fault()).isNull();
    }

    @Test
    void aBadItemIsToldBeforeTheirNumber() {
        assertThat(message(of(MERGE, with(128), "new", "x", "id", "y"))).contains("reserved");
    }

    @Test
    void nullIsAValueOfItsOwn() {
        Image image = Records.imageWith("'n':null,'t':'null'");

        assertThat(of(REPLACE, image, "n", null, "t", "null").steps()).isEmpty();
        assertThat(of(REPLACE, image, "n", "None", "t", "null").steps()).isEmpty();
        assertThat(of(MERGE, image, "n", "null").steps()).containsExactly(put("n", "null"));
        assertThat(of(MERGE, image, "t", null).steps()).containsExactly(new Put("t", PropertyValue.NULL));
    }

    @Test
    void whatWasReadAsAStructureMayBeSentBackAsItsText() {
        Image image = Records.imageWith("'mappings':'[{\\'b\\': 1, \\'a\\': 2}]','f':true,'l':[1, 2]");

        assertThat(of(REPLACE, image, "mappings", "[{\"a\":2,\"b\":1}]", "f", "True", "l", "[1,2]")
                        .steps())
                .isEmpty();
        assertThat(of(SET, image, "mappings", "[]").steps()).containsExactly(put("mappings", "[]"));
    }

    private static Image with(int properties) {
        StringBuilder members = new StringBuilder("'size':1");
        for (int i = 0; i < properties; i++) {
            members.append(",'p").append(i).append("':'x'");
        }
        return Records.imageWith(members.toString());
    }

    private static String message(MetadataChange change) {
        assertThat(Objects.requireNonNull(change.fault()).status()).isEqualTo(400);
        return change.fault().message();
    }

    private static PropertyChange put(String key, String value) {
        return new Put(key, new Text(value));
    }

    private static MetadataChange of(Kind kind, Image image, @Nullable String... items) {
        Map<String, @Nullable String> map = new LinkedHashMap<>();
        for (int i = 0; i < items.length; i += 2) {
            map.put(Objects.requireNonNull(items[i]), items[i + 1]);
        }
        return MetadataChange.of(kind, map, image, RULES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image",
                "members",
                "policy",
                "target",
                "Name",
                "names",
                "_status",
                "_x",
                "__x",
                "x__",
                "____",
                "self_",
                "keys",
                "limit",
                "metadata",
                "Image_id",
                "BASE",
                "bases",
                "contexts",
                "members_",
                "\u200bname",
                "na me",
                "__ class__ x",
                "__class",
                "class__",
                "OS_GLANCE",
                "x_os_glance",
                "os-glance"
            })
    void anyOtherNameIsAKey(String key) {
        assertThat(of(MERGE, IMAGE, key, "x").steps()).containsExactly(put(key, "x"));
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "kernel_id,none",
                "ramdisk_id,none",
                "kernel_id,NONE",
                "ramdisk_id,None",
                "kernel_id,''",
                "ramdisk_id,''",
                "kernel_id,' none '",
                "kernel_id,'  '",
                "' kernel_id',none",
                "kernel_id,'\u00a0none\u00a0'",
                "ramdisk_id,'\u2007NoNe'",
                "kernel_id,'\u0085'",
                "ramdisk_id,'\u202f'",
                "kernel_id,'\tnone\n'",
                "ramdisk_id,'\u001fnOnE\u001c'",
                "'ramdisk_id\u00a0',none"
            })
    void aKernelOrRamdiskThatIsNoneIsNotSentWhereNothingIsStored(String key, String value) {
        for (Image image :
                new Image[] {IMAGE, Records.imageWith("'kernel_id':null,'ramdisk_id':null,'a':'1','b':'2'")}) {
            for (Kind kind : new Kind[] {MERGE, SET}) {
                assertThat(of(kind, image, key, value)).isEqualTo(new MetadataChange(List.of(), null));
            }
        }
        assertThat(of(REPLACE, IMAGE, key, value, "a", "1", "b", "3").steps()).containsExactly(put("b", "3"));
    }

    @ParameterizedTest
    @CsvSource({"kernel_id, none", "ramdisk_id, ''", "architecture, none", "architecture, ''", "kernel_id, nokernel"})
    void whereSomethingIsStoredOrTheKeyIsAnotherItIsSent(String key, String value) {
        Image image = Records.imageWith(
                "'kernel_id':'11111111-1111-4111-8111-111111111111','ramdisk_id':'11111111-1111-4111-8111-111111111111'");

        assertThat(of(MERGE, image, key, value).steps()).containsExactly(put(key, value));
        assertThat(of(SET, image, key, value).steps()).containsExactly(put(key, value));
    }

    @Test
    void aKernelThatIsNoneIsNoItem() {
        assertThat(of(MERGE, with(128), "kernel_id", "none").fault()).isNull();
        assertThat(message403(of(MERGE, with(128), "kernel_id", "x"))).contains("limit exceeded");
    }

    private static String message403(MetadataChange change) {
        assertThat(Objects.requireNonNull(change.fault()).status()).isEqualTo(403);
        return change.fault().message();
    }
}
