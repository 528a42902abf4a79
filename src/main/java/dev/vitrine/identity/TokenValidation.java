package dev.vitrine.identity;

/** The result of validating a token. */
public sealed interface TokenValidation {
    /** The token is valid now. */
    record Valid(Identity identity) implements TokenValidation {}

    /** The token is missing, unknown, expired or revoked: the response is 401. */
    record Invalid() implements TokenValidation {}

    /** The token cannot be validated now: the response is 503, never 401, because clients discard a token on a 401. */
    record Unavailable() implements TokenValidation {}
}
