package dev.vitrine.metrics;

/** What others keep account of, and the figures show as it stands when they are asked for. */
public enum GaugeDefinition {
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
    /** Bytes that clients do not take. */
    UNSENT("vitrine.unsent.bytes", "Bytes of answers that wait for slow clients; listen.max-unsent bounds them."),
    /** Requests that are neither answered from memory at once nor wait for what another has asked for. */
    REQUESTS("vitrine.requests.working", "Requests at work; listen.max-requests bounds them."),
    /** Requests that wait for a load of an image. */
    WAITING("vitrine.cache.waiting", "Requests that wait for an image to be loaded."),
    /** Addresses of a service that are asked nothing. */
    LEFT_OUT(
            "vitrine.backend.left.out",
            "Addresses that are asked nothing for some seconds, since they gave no answers."),
    /** How much a service seems to bear. */
    CALLS_ALLOWED("vitrine.backend.calls.allowed", "Calls that may be under way at once, by how the service answers."),
    /** Calls that wait for others to end. */
    CALLS_WAITING("vitrine.backend.calls.waiting", "Calls that wait for others to end; max-waiting bounds them."),
    /** Seconds that notifications wait. */
    EVENT_LAG("vitrine.events.lag.seconds", "How long the oldest notification that waits has waited, at the least."),
    /** Times that notifications began to come, since the start. */
    SUBSCRIPTIONS(true, "vitrine.events.subscriptions", "Times that notifications began to come."),
    /** Times that everything was made suspect, since the start. */
    SUSPICIONS(
            true,
            "vitrine.events.suspicions",
            "Times that everything was asked for anew: changes may have been missed."),
    /** Changes nobody told of, since the start. */
    UNHEARD(true, "vitrine.events.unheard", "Changes that were found, of which no notification had told in time."),
    /** Lines of the access log, since the start. */
    DROPPED_LINES(true, "vitrine.access.log.dropped", "Lines that the access log had no room for."),
    /** Clients that had most of too much, since the start. */
    CUT_OFF(
            true,
            "vitrine.connections.cut.off",
            "Clients that were cut off since too much waited for all, and most of it for them."),
    /** Connections over a limit, since the start. */
    REFUSED_CONNECTIONS(
            true, "vitrine.connections.refused", "Connections that were refused: too many in all, or of one address.");

    private final boolean isTotal;
    private final String meter;
    private final String help;

    GaugeDefinition(String meter, String help) {
        this(false, meter, help);
    }

    GaugeDefinition(boolean isTotal, String meter, String help) {
        this.isTotal = isTotal;
        this.meter = meter;
        this.help = help;
    }

    /** Whether it only grows. */
    boolean isTotal() {
        return isTotal;
    }

    String meter() {
        return meter;
    }

    String help() {
        return help;
    }
}
