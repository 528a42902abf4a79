package dev.vitrine.config;

import org.jspecify.annotations.Nullable;

/**
 * What one connection of HTTP/2 may be used for: its frames cost the client little and us more. More of any than allowed
 * ends the connection, but for requests at once, of which those that are too many are refused.
 *
 * @param maxStreams requests at once, 1 to 10000; default 100
 * @param maxResets requests that may be taken back within 30 s, 1 to 10000; default 100 (CVE-2023-44487)
 * @param maxContinuations frames by which a head may go on, not counting full ones, 1 to 1000; default 16 (CVE-2024-27316)
 * @param maxIdleFrames frames within 30 s that ask for nothing, such as pings and settings, 10 to 100000; default 500
 *     (CVE-2019-9512, CVE-2019-9515)
 */
public record Http2Limits(int maxStreams, int maxResets, int maxContinuations, int maxIdleFrames) {
    /** What holds where nothing else is set. */
    public static final Http2Limits USUAL = new Http2Limits(100, 100, 16, 500);

    /** Checks the ranges. */
    public Http2Limits {
        new Check()
                .range("max-streams", maxStreams, 1, 10_000)
                .range("max-resets", maxResets, 1, 10_000)
                .range("max-continuations", maxContinuations, 1, 1_000)
                .range("max-idle-frames", maxIdleFrames, 10, 100_000)
                .done();
    }

    static @Nullable Http2Limits read(Values values) {
        int maxStreams = values.whole("listen.max-streams", USUAL.maxStreams);
        int maxResets = values.whole("listen.max-resets", USUAL.maxResets);
        int maxContinuations = values.whole("listen.max-continuations", USUAL.maxContinuations);
        int maxIdleFrames = values.whole("listen.max-idle-frames", USUAL.maxIdleFrames);
        return values.section("listen", () -> new Http2Limits(maxStreams, maxResets, maxContinuations, maxIdleFrames));
    }
}
