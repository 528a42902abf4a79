package dev.vitrine.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImagePatchTest {
    private static final String TYPE = "application/openstack-images-v2.1-json-patch";
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00.5Z");
    private static final DemoCaller OWNER = new DemoCaller("us", false);
    private static final DemoCaller STRANGER = new DemoCaller("them", false);

    private final ObjectNode record = DemoImages.completed(
            DemoImages.active("id", "us", "public").put("colour", "blue").put("a/b~c", "odd"));

    @Test
    void addsReplacesAndRemovesInOneStep() {
        DemoImage changed = patched(
                OWNER,
                "{'op':'add','path':'/shape','value':'round'},{'op':'replace','path':'/name','value':'new'},"
                        + "{'op':'remove','path':'/colour'}");

        assertThat(changed.text("shape")).isEqualTo("round");
        assertThat(changed.text("name")).isEqualTo("new");
        assertThat(changed.record().has("colour")).isFalse();
        assertThat(changed.text("updated_at")).isEqualTo("2026-06-01T12:00:00Z");
    }

    @Test
    void customPropertiesStayBeforeGlancesOwn() {
        DemoImage changed = patched(OWNER, "{'op':'add','path':'/shape','value':'round'}");

        assertThat(changed.record().fieldNames())
                .toIterable()
                .startsWith("colour", "a/b~c", "shape", "id", "name")
                .endsWith("self", "file", "schema");
    }

    @Test
    void pointerEscapesAreDecoded() {
        DemoImage changed = patched(OWNER, "{'op':'replace','path':'/a~1b~0c','value':'even'}");

        assertThat(changed.text("a/b~c")).isEqualTo("even");
    }

    @Test
    void emptyPatchChangesNothing() {
        assertThat(patched(STRANGER, "").record()).isEqualTo(record);
    }

    @ParameterizedTest(name = "{0} {1} {2}: {3}")
    @CsvSource({
        "add,     /status,           'x',  403",
        "replace, /updated_at,       'x',  403",
        "add,     /location,         'x',  403",
        "add,     /os_glance_x,      'x',  403",
        "remove,  /name,             'x',  403",
        "replace, /owner,            'x',  403",
        "add,     /visibility,  'public',  403",
        "replace, /disk_format,    'raw',  403",
        "replace, /absent,           'x',  409",
        "remove,  /absent,           'x',  409",
        "add,     /visibility,  'nobody',  400",
        "add,     /min_ram,          'x',  400",
        "add,     colour,            'x',  400",
        "add,     /tags/0,           'x',  400",
        "add,     /a~2,              'x',  400",
        "move,    /colour,           'x',  400",
    })
    void invalidChangeByTheOwnerIsRejected(String operation, String path, String value, int status) {
        assertRejected(OWNER, "{'op':'%s','path':'%s','value':'%s'}".formatted(operation, path, value), status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "null", "[]", "'\uD83D\uDE00'"})
    void customValueMustBePlainText(String value) {
        assertRejected(OWNER, "{'op':'add','path':'/colour','value':%s}".formatted(value), 400);
    }

    @Test
    void kernelMayBeNull() {
        DemoImage changed = patched(OWNER, "{'op':'add','path':'/kernel_id','value':null}");

        assertThat(changed.record().get("kernel_id").isNull()).isTrue();
    }

    @Test
    void changeByAnotherProjectIsForbiddenOrNotFound() {
        String change = "{'op':'add','path':'/colour','value':'red'}";

        assertRejected(STRANGER, change, 403);
        record.put("visibility", "private");
        assertRejected(STRANGER, change, 404);
    }

    @Test
    void administratorMayChangeVisibilityAndOwner() {
        record.put("visibility", "private");
        DemoImage changed = patched(
                DemoCaller.ANONYMOUS,
                "{'op':'replace','path':'/visibility','value':'public'},{'op':'replace','path':'/owner','value':'x'}");

        assertThat(changed.visibility()).isEqualTo("public");
        assertThat(changed.owner()).isEqualTo("x");
    }

    @Test
    void quotaIsCheckedOnlyForAddedProperties() {
        for (int i = 0; i < 130; i++) {
            record.put("p" + i, "x").put("os_glance_" + i, "x");
        }

        assertThat(patched(OWNER, "{'op':'replace','path':'/p1','value':'y'}").text("p1"))
                .isEqualTo("y");
        assertRejected(OWNER, "{'op':'add','path':'/one-more','value':'y'}", 413);
    }

    @Test
    void reservedPropertiesDoNotCountForTheQuota() {
        for (int i = 0; i < 125; i++) {
            record.put("p" + i, "x").put("os_glance_" + i, "x");
        }

        assertThat(patched(OWNER, "{'op':'add','path':'/the-128th','value':'y'}")
                        .text("the-128th"))
                .isEqualTo("y");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/openstack-images-v2.0-json-patch", ""})
    void otherContentTypeIsAnsweredWithTheSupportedOne(String type) {
        assertThatThrownBy(() -> ImagePatch.parse(type, Buffer.buffer("[]")))
                .asInstanceOf(InstanceOfAssertFactories.type(DemoGlanceException.class))
                .satisfies(error -> {
                    assertThat(error.status()).isEqualTo(415);
                    assertThat(error.headers()).containsEntry("Accept-Patch", TYPE);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[1]", "[{", "null"})
    void bodyMustBeAListOfOperations(String body) {
        assertThatThrownBy(() -> ImagePatch.parse(TYPE, Buffer.buffer(body)))
                .asInstanceOf(InstanceOfAssertFactories.type(DemoGlanceException.class))
                .extracting(DemoGlanceException::status)
                .isEqualTo(400);
    }

    private DemoImage patched(DemoCaller caller, String operations) {
        Buffer body = Buffer.buffer("[" + operations.replace('\'', '"') + "]");
        return ImagePatch.parse(TYPE + "; charset=utf-8", body).apply(DemoImage.of(record), caller, NOW);
    }

    private void assertRejected(DemoCaller caller, String operations, int status) {
        assertThatThrownBy(() -> patched(caller, operations))
                .asInstanceOf(InstanceOfAssertFactories.type(DemoGlanceException.class))
                .extracting(DemoGlanceException::status)
                .isEqualTo(status);
    }
}
