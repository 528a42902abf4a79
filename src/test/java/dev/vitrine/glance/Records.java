package dev.vitrine.glance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.model.Image;
import java.io.ByteArrayInputStream;
import java.util.Set;

/** Opens the reading of Glance's records to the tests of other packages. */
public final class Records {
    /** The members that no record can do without, to be followed by a comma or a brace. */
    static final String LEAST = "{\"id\":\"70a599e0-31e7-49b7-b260-868f441e862b\",\"status\":\"active\"";

    private Records() {}

    /** Returns the image in Glance's record. */
    public static Image image(byte[] record) {
        try {
            return ImageRecordParser.parse(new ByteArrayInputStream(record), Set.of());
        } catch (MalformedRecordException e) {
            throw new AssertionError(e.reason(), e);
        }
    }

    /** Returns an active image with these members, written with single quotes, beside the least it must have. */
    public static Image imageWith(String members) {
        return image((LEAST + "," + members.replace('\'', '"') + "}").getBytes(UTF_8));
    }
}
