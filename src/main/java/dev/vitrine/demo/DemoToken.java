package dev.vitrine.demo;

import java.time.Instant;

/**
 * A token that was given out.
 *
 * @param value what goes over the wire in {@code X-Auth-Token}; never logged
 * @param expiresAt the first instant at which it is not valid
 */
record DemoToken(String value, DemoUser user, Instant issuedAt, Instant expiresAt) {
    @Override
    public String toString() {
        return "token of " + user.name();
    }
}
