package dev.vitrine.codec;

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
     * @param items values by key, in the order of the body; a value may be null (JSON null) on {@code /v1.1} and
     *     {@code /v2} only
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
     * @param isMalformed whether the body cannot be parsed at all, rather than being parsed and wrong
     */
    record Refused(Fault fault, boolean isMalformed) implements MetadataOutcome {}
}
