package dev.vitrine.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.vitrine.model.Format;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a request that writes metadata.
 *
 * <p>The order of checks is Nova's: content type, then decoding, then the items. Nothing here asks for the image, so a
 * bad body is refused even where there is no such image. Pure and bounded; any thread.
 */
public final class MetadataBody {
    private MetadataBody() {}

    /**
     * Returns the items in the body, or why it is refused.
     *
     * <p>Values of more than 255 characters are refused on {@code /v2.1} but not on the legacy mounts: there the caller
     * lets those pass that are stored already.
     *
     * @param write what the request does
     * @param contentType the value of {@code Content-Type}, null if there is none; a charset other than UTF-8 is 415
     * @param body at most 114688 bytes, which the caller has counted; empty if there is none
     * @param legacy whether the mount is {@code /v1.1} or {@code /v2}, which take XML and speak as Icehouse did
     */
    public static MetadataOutcome read(MetadataWrite write, @Nullable String contentType, byte[] body, boolean legacy) {
        try {
            Format format = ContentType.format(contentType, legacy);
            JsonNode tree = decoded(write, format, body);
            Map<String, @Nullable String> items =
                    legacy ? LegacyMetadata.items(write, tree) : SchemaMetadata.items(write, tree);
            return new MetadataOutcome.Values(items);
        } catch (RefusedBody refused) {
            return new MetadataOutcome.Refused(refused.fault(), refused.isMalformed());
        }
    }

    private static JsonNode decoded(MetadataWrite write, Format format, byte[] body) throws RefusedBody {
        if (body.length == 0) {
            return MissingNode.getInstance();
        }
        String text = StrictText.utf8(body);
        return format == Format.XML ? XmlBody.tree(text, write.member()) : JsonBody.tree(text);
    }
}
