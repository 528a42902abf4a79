package dev.vitrine.management;

import io.vertx.ext.web.Router;

/** A resource of the management listener: registers its own routes, and may work in the background while it is served. */
public interface ManagementResource {
    /**
     * Registers the routes of this resource. Called once, before the listener is bound.
     *
     * @param router the listener's router
     * @param auth what stands in front of routes that not everybody may use
     */
    void mount(Router router, ManagementAuthHandler auth);

    /** Starts background work. The default does nothing. */
    default void start() {}

    /** Stops background work. The default does nothing. */
    default void stop() {}
}
