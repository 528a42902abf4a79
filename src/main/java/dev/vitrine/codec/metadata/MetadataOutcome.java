package dev.vitrine.codec.metadata;

import dev.vitrine.model.Fault;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The result of parsing the body of a request that writes metadata. */
public sealed interface MetadataOutcome {

    /**
     * A valid body.
     *
     * @param items values by key, in the order of the body; a value may be null (JSON null) with a legacy profile only
     */
    record Values(Map<String, @Nullable String> items) implements MetadataOutcome {
        /** Copies the items; {@link Map#copyOf} would lose the order and rejects null. */
        public Values {
            items = Collections.unmodifiableMap(new LinkedHashMap<>(items));
        }
    }

    /**
     * An invalid body, to be answered with 400 or 415.
     *
     * @param isBeforeProjectCheck whether the fault comes before that of a project in the path that is not the token's. Nova
     *     checks the media type, with its charset, and decodes the body before it looks at the project. With a legacy
     *     profile the gateway treats a body of the wrong shape alike, whose fault has the same message: no body to replace
     *     all metadata, no object under the root's name, a list or an object as a value, a control character in a key
     */
    record Refused(Fault fault, boolean isBeforeProjectCheck) implements MetadataOutcome {}
}
