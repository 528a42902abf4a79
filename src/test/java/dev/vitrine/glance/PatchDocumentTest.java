package dev.vitrine.glance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.glance.PropertyChange.Put;
import dev.vitrine.glance.PropertyChange.Remove;
import dev.vitrine.model.PropertyValue;
import dev.vitrine.model.PropertyValue.Text;
import dev.vitrine.testing.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatchDocumentTest {

    @Test
    void stepsAreWrittenAsPublished() {
        assertThat(written(new Remove("kernel_id"), new Remove("architecture"), new Put("Label", new Text("Changed"))))
                .isEqualTo(Samples.compact("14-metadata-put-glance-patch.json"));
        assertThat(written(new Put("auto_disk_config", new Text("False"))))
                .isEqualTo(Samples.compact("14-meta-put-glance-patch.json"));
    }

    @Test
    void aKeyIsEscapedAsAPointersStep() {
        Text value = new Text("key was a/b~c (legacy mounts only; v2.1 rejects such a key)");

        assertThat(written(new Put("a/b~c", value))).isEqualTo(Samples.compact("14-pointer-escaping-patch.json"));
        assertThat(written(new Remove("~1/~0"))).isEqualTo("[{\"op\":\"remove\",\"path\":\"/~01~1~00\"}]");
    }

    @Test
    void textsAreEscapedAsJson() {
        assertThat(written(new Put("\"\\", new Text("\"\\\n☃"))))
                .isEqualTo("[{\"op\":\"add\",\"path\":\"/\\\"\\\\\",\"value\":\"\\\"\\\\\\n☃\"}]");
    }

    @Test
    void nullStaysNull() {
        assertThat(written(new Put("a", PropertyValue.NULL)))
                .isEqualTo("[{\"op\":\"add\",\"path\":\"/a\",\"value\":null}]");
    }

    @Test
    void noStepsAreAnEmptyList() {
        assertThat(written()).isEqualTo("[]");
    }

    private static String written(PropertyChange... steps) {
        return new String(PatchDocument.of(List.of(steps)), UTF_8);
    }
}
