package dev.vitrine.codec;

import dev.vitrine.model.Fault;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of reading a metadata request's body. */
public sealed interface MetadataOutcome {

    /**
     * The items, in the order of the body.
     *
     * @param items value by key; a null value (JSON null) is possible on the legacy mounts only
     */
    record Values(Map<String, @Nullable String> items) implements MetadataOutcome {
        /** Keeps a copy. {@link Map#copyOf} would lose the order and refuse null. */
        public Values {
            items = Collections.unmodifiableMap(new LinkedHashMap<>(items));
        }
    }

    /**
     * The body is refused, with 400 or 415.
     *
     * @param isMalformed whether it cannot be parsed at all, rather than being parsed and wrong
     */
    record Refused(Fault fault, boolean isMalformed) implements MetadataOutcome {}
}
