package dev.vitrine.metrics;

/** The name and help text of a value that is read from its owner whenever metrics are collected. */
public enum GaugeDefinition {
    /** Cached images. */
    IMAGES("vitrine.cache.images", "Cached images."),
    /** Size of the cached images. */
    IMAGE_BYTES("vitrine.cache.image.bytes", "Size of the cached images in bytes; bounded by cache.max-bytes."),
    /** Bound on the size of the cached images. */
    IMAGE_MAX_BYTES(
            "vitrine.cache.image.max.bytes",
            "Bytes that cached images may take: cache.max-bytes, or half of it while the heap is nearly full."),
    /** Cached lists. */
    LISTS("vitrine.cache.lists", "Cached lists of images."),
    /** Size of the cached lists. */
    LIST_BYTES("vitrine.cache.list.bytes", "Size of the cached lists in bytes; bounded by cache.list-max-bytes."),
    /** Bound on the size of the cached lists. */
    LIST_MAX_BYTES(
            "vitrine.cache.list.max.bytes",
            "Bytes that cached lists may take: cache.list-max-bytes, or half of it while the heap is nearly full."),
    /** Cached token validations. */
    TOKENS("vitrine.tokens", "Cached token validations."),
    /** Bound on the cached token validations. */
    TOKENS_MAX("vitrine.tokens.max", "Token validations that are cached at most."),
    /** Open client connections. */
    CONNECTIONS("vitrine.connections", "Open client connections."),
    /** Bound on the client connections. */
    CONNECTIONS_MAX("vitrine.connections.max", "Client connections that may be open: listen.max-connections."),
    /** Open connections of the management listener. */
    MANAGEMENT_CONNECTIONS("vitrine.management.connections", "Open connections of the management listener."),
    /** Bound on the connections of the management listener. */
    MANAGEMENT_CONNECTIONS_MAX(
            "vitrine.management.connections.max",
            "Connections of the management listener that may be open: management.max-connections."),
    /** When the listener's certificate ends, in seconds since 1970. */
    CERTIFICATE_END(
            "vitrine.certificate.expiry.timestamp.seconds",
            "When the first certificate of the listener's chain ends that ends, in seconds since 1970; NaN if it cannot be"
                    + " read."),
    /** Response bytes that clients have not read. */
    UNSENT_BYTES("vitrine.unsent.bytes", "Response bytes buffered for slow clients; bounded by listen.max-unsent."),
    /** Bound on the response bytes that clients have not read. */
    UNSENT_MAX_BYTES(
            "vitrine.unsent.max.bytes", "Response bytes that may be buffered for slow clients: listen.max-unsent."),
    /** Bytes that requests hold. */
    BUDGET_BYTES("vitrine.budget.bytes", "Bytes that requests hold; bounded by listen.byte-budget."),
    /** The most bytes that requests have held at once. */
    BUDGET_PEAK_BYTES("vitrine.budget.peak.bytes", "Most bytes that requests have held at once since the start."),
    /** Bytes that requests may hold. */
    BUDGET_MAX_BYTES("vitrine.budget.max.bytes", "The byte budget: listen.byte-budget."),
    /** Refusals by a project's share of the byte budget, since the start. */
    BUDGET_REFUSED_BY_SHARE(
            true,
            "vitrine.budget.refused.by.share",
            "Times the byte budget refused a project more than three quarters of it."),
    /** Refusals by the whole byte budget, since the start. */
    BUDGET_REFUSED_BY_WHOLE(
            true, "vitrine.budget.refused.by.whole", "Times the byte budget refused more than there is of it."),
    /** Requests in progress, without cache hits and coalesced waiters. */
    ACTIVE_REQUESTS(
            "vitrine.requests.active",
            "Requests in progress, without cache hits and coalesced waiters; bounded by listen.max-requests."),
    /** Bound on the requests in progress. */
    ACTIVE_REQUESTS_MAX(
            "vitrine.requests.active.max",
            "Requests that may be in progress, without cache hits and coalesced waiters: listen.max-requests."),
    /** Requests that were shed, since the start. */
    SHED_REQUESTS(
            true,
            "vitrine.requests.shed",
            "Requests rejected with 503 because listen.max-requests were in progress or the heap was full."),
    /** Requests that wait for their body. */
    AWAITED_BODIES(
            "vitrine.requests.awaiting.body",
            "Requests that wait for their body; bounded by a quarter of listen.max-requests."),
    /** Requests that were refused while they waited for their body, since the start. */
    DISPLACED_BODIES(
            true,
            "vitrine.requests.awaiting.body.refused",
            "Requests refused while they waited for their body, because too many others did."),
    /** Bound on the requests that wait for their body. */
    AWAITED_BODIES_MAX("vitrine.requests.awaiting.body.max", "Requests that may wait for their body."),
    /** Requests that wait for a load of an image. */
    LOAD_WAITERS("vitrine.cache.waiting", "Requests waiting for an image to be loaded."),
    /** Requests that wait for a load of a list. */
    LIST_WAITERS("vitrine.cache.list.waiting", "Requests waiting for a list to be loaded."),
    /** Bound on the requests that wait for a load, of an image as of a list. */
    LOAD_WAITERS_MAX("vitrine.cache.waiting.max", "Requests that may wait for images, and as many for lists."),
    /** Endpoints of a service that are known. */
    ENDPOINTS("vitrine.backend.endpoints", "Endpoints of the service in the settings or in Keystone's catalogue."),
    /** Endpoints of a service with an open circuit breaker. */
    EJECTED_ENDPOINTS(
            "vitrine.backend.endpoints.ejected", "Endpoints ejected for some seconds by an open circuit breaker."),
    /** Adaptive limit on the concurrent calls to a service. */
    CONCURRENCY_LIMIT("vitrine.backend.concurrency.limit", "Adaptive limit on concurrent calls to the service."),
    /** Calls to a service that are in progress. */
    CALLS_ACTIVE("vitrine.backend.calls.active", "Calls to the service in progress; bounded by the concurrency limit."),
    /** Bound on the adaptive limit. */
    CALLS_ACTIVE_MAX("vitrine.backend.calls.active.max", "What the concurrency limit can grow to: max-connections."),
    /** Bound on the calls that wait. */
    CALLS_WAITING_MAX(
            "vitrine.backend.calls.waiting.max",
            "Calls that may wait: max-waiting for lists, and as many for all other calls."),
    /** Calls that wait for the concurrency limit. */
    CALLS_WAITING(
            "vitrine.backend.calls.waiting",
            "Calls queued by the concurrency limit; bounded by max-waiting, and for lists by as many more."),
    /** Requests that are being passed on to Nova. */
    PASSED_ON("vitrine.passed.on.active", "Requests being passed on to Nova; bounded by nova.max-connections."),
    /** Bound on the requests that are being passed on to Nova. */
    PASSED_ON_MAX("vitrine.passed.on.active.max", "Requests that may be passed on at once: nova.max-connections."),
    /** Records in lists that were no images, since the start. */
    MALFORMED_RECORDS(
            true,
            "vitrine.glance.records.malformed",
            "Records in Glance's lists that cannot be read; the image is left out of the list, and the log has its id."),
    /** Age of the oldest pending notification, in seconds. */
    NOTIFICATION_LAG(
            "vitrine.notification.lag.seconds", "Queue lag: lower bound of the age of the oldest notification."),
    /** Subscriptions to notifications, since the start. */
    SUBSCRIPTIONS(true, "vitrine.notification.subscriptions", "Subscriptions to Glance's notifications."),
    /** Full revalidations of the cache, since the start. */
    FULL_REVALIDATIONS(
            true,
            "vitrine.notification.full.revalidations",
            "Times all cache entries were marked for revalidation because notifications may have been missed."),
    /** Changes without a notification, since the start. */
    MISSED_CHANGES(
            true,
            "vitrine.notification.missed.changes",
            "Changes that the consistency check found and no notification announced in time."),
    /** Lines of the access log that were dropped, since the start. */
    DROPPED_LINES(
            true, "vitrine.access.log.dropped", "Access log lines dropped: the buffer was full, or writing failed."),
    /** Lines of the log that were dropped, since the start. */
    DROPPED_LOG_LINES(true, "vitrine.log.dropped", "Log lines dropped: the buffer was full, or writing failed."),
    /** Connections closed for their unsent bytes, since the start. */
    WRITE_OVERFLOWS(
            true,
            "vitrine.connections.write.overflow",
            "Connections closed because listen.max-unsent was exceeded and they held most of the unsent bytes."),
    /** Connections over a limit, since the start. */
    REFUSED_CONNECTIONS(
            true,
            "vitrine.connections.refused",
            "Connections refused by listen.max-connections, listen.max-connections-per-address or listen.proxy-protocol."),
    /** Connections of the management listener over a limit, since the start. */
    REFUSED_MANAGEMENT_CONNECTIONS(
            true,
            "vitrine.management.connections.refused",
            "Connections refused by management.max-connections or management.max-connections-per-address.");

    private final boolean isCounter;
    private final String meter;
    private final String help;

    GaugeDefinition(String meter, String help) {
        this(false, meter, help);
    }

    GaugeDefinition(boolean isCounter, String meter, String help) {
        this.isCounter = isCounter;
        this.meter = meter;
        this.help = help;
    }

    /** Returns whether the value never decreases, and is exposed as a counter. */
    boolean isCounter() {
        return isCounter;
    }

    String meter() {
        return meter;
    }

    String help() {
        return help;
    }
}
