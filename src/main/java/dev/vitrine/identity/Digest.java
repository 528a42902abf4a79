package dev.vitrine.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A SHA-256 digest, compared and hashed as four longs.
 *
 * <p>Tokens and access classes are identified by digests, so that no map key is a secret.
 */
public record Digest(long a, long b, long c, long d) {
    /** Cached per thread, because the lookup by name costs as much as the digest of a token. */
    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(Digest::sha256);

    /** Returns the digest of the text's UTF-8 bytes. */
    public static Digest of(String text) {
        return of(text.getBytes(UTF_8));
    }

    /**
     * Returns the digest of a list of fields. Each is preceded by its length, so that different lists are different bytes.
     */
    public static Digest of(List<String> fields) {
        MessageDigest sha256 = reset();
        for (String field : fields) {
            byte[] bytes = field.getBytes(UTF_8);
            sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
            sha256.update(bytes);
        }
        return words(sha256.digest());
    }

    /** Returns the digest of bytes. */
    public static Digest of(byte[] bytes) {
        return words(reset().digest(bytes));
    }

    /** Returns the digest of so many bytes from an offset on. */
    public static Digest of(byte[] bytes, int offset, int length) {
        MessageDigest sha256 = reset();
        sha256.update(bytes, offset, length);
        return words(sha256.digest());
    }

    /** Returns the digest of bytes that are in parts, the first one and those behind it. */
    public static Digest ofParts(byte[] first, byte[][] further) {
        MessageDigest sha256 = reset();
        sha256.update(first);
        for (byte[] part : further) {
            sha256.update(part);
        }
        return words(sha256.digest());
    }

    /** Makes the digest of bytes that come one after the other. Not thread-safe. */
    public static final class Builder {
        private final MessageDigest sha256 = Digest.sha256();

        /** Adds all of these bytes. */
        public void add(byte[] bytes) {
            sha256.update(bytes);
        }

        /** Returns the digest of what was added, and begins anew. */
        public Digest build() {
            return words(sha256.digest());
        }
    }

    private static Digest words(byte[] bytes) {
        ByteBuffer words = ByteBuffer.wrap(bytes);
        return new Digest(words.getLong(), words.getLong(), words.getLong(), words.getLong());
    }

    /** Resets the digest, since an earlier computation may have been interrupted by an exception. */
    private static MessageDigest reset() {
        MessageDigest sha256 = SHA_256.get();
        sha256.reset();
        return sha256;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is required of every Java platform", e);
        }
    }

    /** Returns the first 128 bits in 32 hexadecimal digits. */
    public String hex() {
        return HexFormat.of().toHexDigits(a) + HexFormat.of().toHexDigits(b);
    }

    /** By hand: what a record has by itself is called through method handles, in each look-up of a token. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Digest digest && a == digest.a && b == digest.b && c == digest.c && d == digest.d);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(a);
    }

    /** Returns the first eight hexadecimal digits: enough to find the requests of a token in a log. */
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(a).substring(0, 8);
    }
}
