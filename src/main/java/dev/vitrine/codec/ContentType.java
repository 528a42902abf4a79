package dev.vitrine.codec;

import dev.vitrine.model.Format;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The form of a request's body, from its {@code Content-Type}.
 *
 * <p>Nova compares the type by letters, so an upper case one is not known; {@code text/plain} is what some clients send
 * who mean nothing by it, and is read as JSON. Nova ignores parameters; here a charset other than UTF-8 is refused
 * with 415, because the body would be read as what it is not.
 */
final class ContentType {
    private ContentType() {}

    /** Returns the form; XML only where it is spoken. */
    static Format format(@Nullable String header, boolean xml) throws RefusedBody {
        if (header == null) {
            return Format.JSON;
        }
        String[] parts = header.split(";", -1);
        for (int i = 1; i < parts.length; i++) {
            if (!isReadable(parts[i].strip())) {
                throw RefusedBody.unsupported();
            }
        }
        String type = parts[0].strip();
        return type.isEmpty() || type.equals("text/plain") ? Format.JSON : known(type, xml);
    }

    private static Format known(String type, boolean xml) throws RefusedBody {
        for (MediaType known : MediaType.values()) {
            if (known.text().equals(type) && (xml || known.format() == Format.JSON)) {
                return known.format();
            }
        }
        throw RefusedBody.unsupported();
    }

    /** RFC 9110 section 8.3.2: names of charsets know no case, and a parameter's value may stand in quotes. */
    private static boolean isReadable(String parameter) {
        String lower = parameter.toLowerCase(Locale.ROOT);
        return !lower.startsWith("charset=") || lower.equals("charset=utf-8") || lower.equals("charset=\"utf-8\"");
    }
}
