package dev.vitrine.identity;

import org.jspecify.annotations.Nullable;

/**
 * The token of a request, which is a secret. Caches and logs use its digest only.
 *
 * <p>Not a record, so that {@link #toString()} never has the text.
 */
public final class Token {
    private final String text;
    private final Digest digest;

    /** Takes the token's text without white space around it. */
    public Token(String text) {
        this.text = text;
        this.digest = Digest.of(text);
    }

    /** Returns the secret, to be used only in a header of a call to Glance or Keystone. */
    public String secret() {
        return text;
    }

    /** Returns the digest, which is the key of this token in caches. */
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
