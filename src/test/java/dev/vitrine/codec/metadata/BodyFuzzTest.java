package dev.vitrine.codec.metadata;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vitrine.codec.FaultDocument;
import dev.vitrine.codec.MetadataDocument;
import dev.vitrine.model.Image.Property;
import dev.vitrine.model.PropertyValue;
import dev.vitrine.model.ResponseTemplate.Growth;
import dev.vitrine.model.ResponseTemplate.Links;
import dev.vitrine.model.View.Format;
import dev.vitrine.testing.WellFormed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Random bodies: each is rejected, or its items can be written as a document. */
class BodyFuzzTest {
    private static final List<MetadataWrite> WRITES =
            List.of(MetadataWrite.MERGE, MetadataWrite.REPLACE, MetadataWrite.set("k"));

    @FuzzTest
    void json(byte[] body) {
        for (MetadataWrite write : WRITES) {
            holds(MetadataBody.read(write, "application/json", body, true));
            holds(MetadataBody.read(write, "application/json", body, false));
        }
    }

    @FuzzTest
    void xml(byte[] body) {
        for (MetadataWrite write : WRITES) {
            holds(MetadataBody.read(write, "application/xml", body, true));
        }
    }

    private static void holds(MetadataOutcome outcome) {
        if (outcome instanceof MetadataOutcome.Refused refused) {
            WellFormed.json(FaultDocument.of(refused.fault(), Format.JSON));
            WellFormed.xml(FaultDocument.of(refused.fault(), Format.XML));
        } else {
            Map<String, @Nullable String> items = ((MetadataOutcome.Values) outcome).items();
            Map<String, String> texts = new LinkedHashMap<>();
            items.forEach((key, value) -> texts.put(key, value == null ? "null" : value));
            List<Property> properties = new ArrayList<>();
            texts.forEach((key, value) -> properties.add(new Property(key, new PropertyValue.Text(value))));
            byte[] shown = MetadataDocument.all(properties, Format.JSON, Growth.UNLIMITED)
                    .fill(Links.NONE);
            assertThat(MetadataBody.read(MetadataWrite.MERGE, "application/json", shown, true))
                    .as("what is made of %s", new String(shown, UTF_8))
                    .isEqualTo(new MetadataOutcome.Values(texts));
            WellFormed.xml(MetadataDocument.all(properties, Format.XML, Growth.UNLIMITED)
                    .fill(Links.NONE));
        }
    }
}
