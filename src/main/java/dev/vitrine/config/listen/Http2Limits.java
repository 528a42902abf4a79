package dev.vitrine.config.listen;

import dev.vitrine.config.source.ConfigReader;
import dev.vitrine.config.source.Setting;
import dev.vitrine.config.source.Setting.Check;

/**
 * Limits of one HTTP/2 connection. The gateway closes a connection that exceeds one, but for {@code maxStreams}, beyond
 * which it refuses streams.
 *
 * @param maxStreams concurrent streams
 * @param maxResets streams that the client may reset within 30 s (CVE-2023-44487)
 * @param maxContinuations CONTINUATION frames of one header section, not counting full ones (CVE-2024-27316)
 * @param maxIdleFrames frames within 30 s that carry no request, such as PING and SETTINGS (CVE-2019-9512, CVE-2019-9515);
 *     and, counted apart, tiny parts of bodies
 */
public record Http2Limits(int maxStreams, int maxResets, int maxContinuations, int maxIdleFrames) {
    private static final Setting<Integer> MAX_STREAMS = Setting.integer("listen.max-streams", 100, 1, 10_000)
            .means("HTTP/2: concurrent streams of one connection. The gateway refuses more.");
    private static final Setting<Integer> MAX_RESETS = Setting.integer("listen.max-resets", 100, 1, 10_000)
            .means(
                    "HTTP/2: streams that a client may reset within 30 seconds; the gateway closes the connection at more.");
    private static final Setting<Integer> MAX_CONTINUATIONS = Setting.integer("listen.max-continuations", 16, 1, 1_000)
            .means(
                    "HTTP/2: small CONTINUATION frames of one header section; the gateway closes the connection at more.");
    private static final Setting<Integer> MAX_IDLE_FRAMES =
            Setting.integer("listen.max-idle-frames", 500, 10, 100_000).means("""
                    HTTP/2: frames within 30 seconds that carry no request, such as PING; and parts of bodies of less than 64 \
                    bytes, not counting 8 of each request. The gateway closes the connection at more of either.""");

    /** The limits where nothing else is set. */
    public static final Http2Limits DEFAULTS = new Http2Limits(
            MAX_STREAMS.defaultValue(),
            MAX_RESETS.defaultValue(),
            MAX_CONTINUATIONS.defaultValue(),
            MAX_IDLE_FRAMES.defaultValue());

    /** Checks the ranges. */
    public Http2Limits {
        new Check()
                .holds(MAX_STREAMS, maxStreams)
                .holds(MAX_RESETS, maxResets)
                .holds(MAX_CONTINUATIONS, maxContinuations)
                .holds(MAX_IDLE_FRAMES, maxIdleFrames)
                .done();
    }

    static Http2Limits read(ConfigReader in) {
        return new Http2Limits(
                in.get(MAX_STREAMS), in.get(MAX_RESETS), in.get(MAX_CONTINUATIONS), in.get(MAX_IDLE_FRAMES));
    }
}
