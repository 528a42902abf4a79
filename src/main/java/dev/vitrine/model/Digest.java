package dev.vitrine.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A SHA-256 digest, compared and hashed as four words.
 *
 * <p>Tokens and classes of callers are known by their digests, so that no key of any map can give a secret away.
 */
public record Digest(long a, long b, long c, long d) {
    /** Looking one up by its name costs as much as the digest of a token. */
    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(Digest::sha256);

    /** Returns the digest of the text's UTF-8 bytes. */
    public static Digest of(String text) {
        return of(text.getBytes(UTF_8));
    }

    /**
     * Returns the digest of a list of fields, each preceded by its length, so that no two different lists run together
     * into the same bytes.
     */
    public static Digest of(List<String> fields) {
        MessageDigest sha256 = fresh();
        for (String field : fields) {
            byte[] bytes = field.getBytes(UTF_8);
            sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
            sha256.update(bytes);
        }
        return words(sha256.digest());
    }

    /** Returns the digest of bytes. */
    public static Digest of(byte[] bytes) {
        return words(fresh().digest(bytes));
    }

    private static Digest words(byte[] bytes) {
        ByteBuffer words = ByteBuffer.wrap(bytes);
        return new Digest(words.getLong(), words.getLong(), words.getLong(), words.getLong());
    }

    /** Whatever broke off before must not come into what is digested now. */
    private static MessageDigest fresh() {
        MessageDigest sha256 = SHA_256.get();
        sha256.reset();
        return sha256;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Returns the first half of the digest in 32 hexadecimal digits. */
    public String hex() {
        return HexFormat.of().toHexDigits(a) + HexFormat.of().toHexDigits(b);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(a);
    }

    /** Returns the first eight hexadecimal digits: enough to find a token's requests in a log, too few to be one. */
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(a).substring(0, 8);
    }
}
