package dev.vitrine.demo;

import java.time.Instant;

/**
 * An issued token.
 *
 * @param value the value of {@code X-Auth-Token}; never logged
 * @param expiresAt the first instant at which the token is not valid
 */
record DemoToken(String value, DemoUser user, Instant issuedAt, Instant expiresAt) {
    @Override
    public String toString() {
        return "token of " + user.name();
    }
}
