package dev.vitrine.demo;

import java.time.Instant;

/**
 * A project that an image is shared with.
 *
 * @param status {@code pending}, {@code accepted} or {@code rejected}: only an accepted image is in the project's lists
 */
public record DemoMember(String project, String status, Instant createdAt, Instant updatedAt) {
    /** Returns the same member, with another status since {@code now}. */
    DemoMember with(String newStatus, Instant now) {
        return new DemoMember(project, newStatus, createdAt, now);
    }
}
