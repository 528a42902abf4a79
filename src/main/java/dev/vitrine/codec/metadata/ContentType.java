package dev.vitrine.codec.metadata;

import dev.vitrine.codec.HeaderElements;
import dev.vitrine.codec.MediaType;
import dev.vitrine.model.View.Format;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code Content-Type} of a request body. */
final class ContentType {
    private ContentType() {}

    /**
     * Returns the format of a request body.
     *
     * <p>Nova compares media types case-sensitively, so an upper-case type is unsupported. Some clients send
     * {@code text/plain} without meaning it, so it is read as JSON. Nova ignores parameters. This method rejects a
     * charset whose text is not UTF-8, because the body would be decoded wrongly; it judges the charset by what it is, not by
     * how its name is spelled.
     *
     * @param contentType the value of {@code Content-Type}; null or empty means JSON
     * @param xml whether the API version has XML
     * @throws InvalidBodyException with 415 if the type or its charset is unsupported
     */
    static Format format(@Nullable String contentType, boolean xml) throws InvalidBodyException {
        if (contentType == null) {
            return Format.JSON;
        }
        List<String> parts = HeaderElements.split(contentType, ';');
        for (String parameter : parts.subList(1, parts.size())) {
            if (!isSupportedParameter(parameter)) {
                throw unsupported();
            }
        }
        String type = parts.get(0);
        return type.isEmpty() || type.equals("text/plain") ? Format.JSON : formatOf(type, xml);
    }

    private static Format formatOf(String type, boolean xml) throws InvalidBodyException {
        for (MediaType known : MediaType.values()) {
            if (known.text().equals(type) && (xml || known.format() == Format.JSON)) {
                return known.format();
            }
        }
        throw unsupported();
    }

    /** A parameter's name is case-insensitive, and its value may be quoted (RFC 9110 section 5.6.6). */
    private static boolean isSupportedParameter(String parameter) {
        int equals = parameter.indexOf('=');
        return equals < 0
                || !parameter.substring(0, equals).strip().equalsIgnoreCase("charset")
                || CharsetName.isUtf8(parameter.substring(equals + 1));
    }

    private static InvalidBodyException unsupported() {
        return InvalidBodyException.unsupportedType();
    }
}
