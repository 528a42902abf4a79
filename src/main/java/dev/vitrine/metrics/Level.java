package dev.vitrine.metrics;

/** What is shown as it stands at the moment. */
public enum Level {
    /** Images in memory. */
    IMAGES("vitrine.cache.images", "Images that are remembered."),
    /** Their weight in bytes. */
    IMAGE_BYTES("vitrine.cache.image.bytes", "Bytes that remembered images take; cache.max-bytes bounds them."),
    /** Lists in memory. */
    LISTS("vitrine.cache.lists", "Lists that are remembered."),
    /** Validated tokens in memory. */
    TOKENS("vitrine.tokens", "Tokens whose validation is remembered."),
    /** Connections of clients. */
    CONNECTIONS("vitrine.connections", "Connections of clients."),
    /** Requests that are not answered from memory at once. */
    REQUESTS("vitrine.requests.waiting", "Requests that wait for something."),
    /** Requests that wait for a load of an image. */
    WAITING("vitrine.cache.waiting", "Requests that wait for an image to be loaded.");

    private final String meter;
    private final String help;

    Level(String meter, String help) {
        this.meter = meter;
        this.help = help;
    }

    String meter() {
        return meter;
    }

    String help() {
        return help;
    }
}
