package dev.vitrine.model;

/** What the identity service says of a token. */
public sealed interface TokenValidation {
    /** It is good, now. */
    record Valid(Identity identity) implements TokenValidation {}

    /** There is none, or it is unknown, expired or revoked: the client's matter, 401. */
    record Invalid() implements TokenValidation {}

    /** Nobody could say: our matter, 503. Never to be shown as a 401, for clients throw good tokens away on it. */
    record Unavailable() implements TokenValidation {}
}
