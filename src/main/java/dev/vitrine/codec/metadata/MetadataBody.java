package dev.vitrine.codec.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.vitrine.model.View.Format;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parses and validates the body of a request that writes metadata.
 *
 * <p>The order of checks is Nova's: content type, decoding, items. The image is not looked up, so an invalid body is
 * rejected even if the image does not exist. Any thread.
 */
public final class MetadataBody {
    private MetadataBody() {}

    /**
     * Returns the items in the body, or the fault to answer with.
     *
     * <p>Values of more than 255 characters are rejected with the profile {@code v21} but not with a legacy one, where the
     * caller accepts those that are already stored.
     *
     * @param write the operation of the request
     * @param contentType the value of {@code Content-Type}; null if the header is absent. A charset other than UTF-8 is 415
     * @param body at most {@code listen.max-body} bytes, a bound that the caller enforces; empty if there is no body
     * @param legacy whether the profile of the request's mount, a setting, is a legacy one ({@code icehouse},
     *     {@code v2compat}): XML and Icehouse's messages
     */
    public static MetadataOutcome read(MetadataWrite write, @Nullable String contentType, byte[] body, boolean legacy) {
        try {
            Format format = ContentType.format(contentType, legacy);
            JsonNode tree = decoded(write, format, body);
            Map<String, @Nullable String> items =
                    legacy ? LegacyMetadataValidator.items(write, tree) : SchemaMetadataValidator.items(write, tree);
            return new MetadataOutcome.Values(items);
        } catch (InvalidBodyException invalid) {
            return new MetadataOutcome.Refused(invalid.fault(), invalid.isBeforeProjectCheck());
        }
    }

    private static JsonNode decoded(MetadataWrite write, Format format, byte[] body) throws InvalidBodyException {
        if (body.length == 0) {
            return MissingNode.getInstance();
        }
        String text = StrictText.utf8(body);
        return format == Format.XML ? XmlBodyParser.parse(text, write.member()) : JsonBodyParser.parse(text);
    }
}
