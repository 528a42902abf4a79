package dev.vitrine.config;

import org.jspecify.annotations.Nullable;

/**
 * What the API allows.
 *
 * @param maxLimit images on a page at the most, 1 to 100000; default 1000
 * @param metadataItems properties that an image may have after a change, -1 for any number; default 128
 */
public record ApiConfig(int maxLimit, int metadataItems) {
    /** Checks every range. */
    public ApiConfig {
        new Check()
                .range("max-limit", maxLimit, 1, 100_000)
                .range("metadata-items", metadataItems, -1, 1_000_000)
                .done();
    }

    static @Nullable ApiConfig read(Values values) {
        int maxLimit = values.whole("api.max-limit", 1_000);
        int metadataItems = values.whole("api.metadata-items", 128);
        return values.section("api", () -> new ApiConfig(maxLimit, metadataItems));
    }
}
