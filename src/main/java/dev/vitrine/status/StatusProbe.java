package dev.vitrine.status;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the status is determined from besides metrics. Called on a worker thread. */
public interface StatusProbe {
    /** Returns why a load balancer should send no requests here, as far as is known without asking another service. */
    List<String> unready();

    /** Returns why the gateway's own user cannot validate tokens; null if it can, or if there is none. */
    Observation.@Nullable Fault login();

    /** Returns the status of the notification feed if it is not live; null if it is, or if there is none. */
    Observation.@Nullable Fault notifications();

    /** Returns what is wrong with Keystone's catalogue while a former endpoint is called; null if nothing. */
    @Nullable
    String catalog();

    /** Returns the endpoints of all services that are called. */
    List<Observation.Endpoint> endpoints();

    /** Returns the part of the heap that was in use after the last collection, 0 to 1. */
    double heap();

    /** Returns when the first certificate of the listener's chain ends that ends; null without TLS. */
    @Nullable
    Instant certificateEnd();

    /** Returns why lines of the log could not be written last; empty if that is not known. */
    String lostLines();
}
