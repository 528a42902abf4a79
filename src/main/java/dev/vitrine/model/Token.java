package dev.vitrine.model;

import org.jspecify.annotations.Nullable;

/**
 * A token as a client sent it: a secret, known elsewhere by its digest alone.
 *
 * <p>Not a record on purpose: {@link #toString()} must not show the text, whatever prints it.
 */
public final class Token {
    private final String text;
    private final Digest digest;

    /** Takes the token's text, white space around it already removed. */
    public Token(String text) {
        this.text = text;
        this.digest = Digest.of(text);
    }

    /** Returns the secret itself, for the header of a call to Glance or Keystone and for nothing else. */
    public String secret() {
        return text;
    }

    /** Returns the digest by which caches know this token. */
    public Digest digest() {
        return digest;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Token token && token.digest.equals(digest);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    /** Returns the first digits of the digest, never the token. */
    @Override
    public String toString() {
        return "token " + digest;
    }
}
