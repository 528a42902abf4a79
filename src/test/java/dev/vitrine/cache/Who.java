package dev.vitrine.cache;

import dev.vitrine.identity.Caller;
import dev.vitrine.identity.Digest;
import dev.vitrine.identity.Identity;
import dev.vitrine.identity.Token;
import java.time.Instant;
import java.util.List;

/** A caller of a project with one role, whose token identifies it to the simulated Glance. */
public record Who(String project, String role, String token) {

    public static Who of(String project, String role) {
        return new Who(project, role, "1");
    }

    /** Returns the bearer of this caller's token. */
    static Who bearing(Caller caller) {
        String[] parts = caller.token().secret().split("/", -1);
        return new Who(parts[0], parts[1], parts[2]);
    }

    /** Returns the same class of callers with another token. */
    Who with(String other) {
        return new Who(project, role, other);
    }

    Identity identity() {
        return new Identity(
                new Identity.Project.Of(project),
                Digest.of(List.of(project, role)),
                Digest.of(List.of(role)),
                Instant.MAX,
                null,
                Digest.of(List.of("token", project, token)));
    }

    /** Returns the caller of one request. */
    public Caller caller() {
        return new Caller(identity(), new Token(project + "/" + role + "/" + token), "req-1");
    }
}
