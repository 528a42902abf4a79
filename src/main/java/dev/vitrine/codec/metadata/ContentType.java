package dev.vitrine.codec.metadata;

import dev.vitrine.codec.MediaType;
import dev.vitrine.model.View.Format;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The {@code Content-Type} of a request body. */
final class ContentType {
    private ContentType() {}

    /**
     * Returns the format of a request body.
     *
     * <p>Nova compares media types case-sensitively, so an upper-case type is unsupported. Some clients send
     * {@code text/plain} without meaning it, so it is read as JSON. Nova ignores parameters. This method rejects a
     * charset other than UTF-8, because the body would be decoded wrongly.
     *
     * @param contentType the value of {@code Content-Type}; null or empty means JSON
     * @param xml whether the API version has XML
     * @throws InvalidBodyException with 415 if the type or its charset is unsupported
     */
    static Format format(@Nullable String contentType, boolean xml) throws InvalidBodyException {
        if (contentType == null) {
            return Format.JSON;
        }
        String[] parts = contentType.split(";", -1);
        for (int i = 1; i < parts.length; i++) {
            if (!isSupportedParameter(parts[i].strip())) {
                throw unsupported();
            }
        }
        String type = parts[0].strip();
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

    /** Charset names are case-insensitive, and a parameter value may be quoted (RFC 9110 section 8.3.2). */
    private static boolean isSupportedParameter(String parameter) {
        String lower = parameter.toLowerCase(Locale.ROOT);
        return !lower.startsWith("charset=") || lower.equals("charset=utf-8") || lower.equals("charset=\"utf-8\"");
    }

    private static InvalidBodyException unsupported() {
        return InvalidBodyException.unsupportedType();
    }
}
