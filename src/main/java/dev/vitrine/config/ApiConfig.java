package dev.vitrine.config;

import dev.vitrine.config.source.ConfigReader;
import dev.vitrine.config.source.Setting;
import dev.vitrine.config.source.Setting.Check;

/**
 * Limits of the API.
 *
 * @param maxLimit images on one page at most
 * @param metadataItems properties that an image may have after a change of its metadata; -1 for any number
 */
public record ApiConfig(int maxLimit, int metadataItems) {
    private static final Setting<Integer> MAX_LIMIT = Setting.integer("api.max-limit", 1_000, 1, 100_000)
            .means("Images on one page at most. A longer list continues at its \"next\" link.");
    private static final Setting<Integer> METADATA_ITEMS = Setting.integer("api.metadata-items", 128, -1, 1_000_000)
            .means("Properties that an image may have after a change of its metadata; -1 for any number.");

    /** Checks the ranges. */
    public ApiConfig {
        new Check()
                .holds(MAX_LIMIT, maxLimit)
                .holds(METADATA_ITEMS, metadataItems)
                .done();
    }

    static ApiConfig read(ConfigReader in) {
        return new ApiConfig(in.get(MAX_LIMIT), in.get(METADATA_ITEMS));
    }
}
