package dev.vitrine.config.source;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the files that settings name: secrets, and certificates and private keys in PEM. All methods block. */
public final class PemFile {
    /** What Vert.x takes from a file of certificates; it skips everything else, so this does too. */
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", Pattern.DOTALL);

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----(.*?)-----END \\1-----", Pattern.DOTALL);

    private PemFile() {}

    /** Returns the file of that name if it is there and can be read, else null. */
    public static @Nullable Path readable(String name) {
        try {
            Path path = Path.of(name);
            return Files.isReadable(path) && !Files.isDirectory(path) ? path : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** Returns the text without its one line end, which editors add; null if it cannot be read or is not UTF-8. */
    public static @Nullable String secret(Path file) {
        try {
            String text = Files.readString(file);
            String unended = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
            return unended.length() < text.length() && unended.endsWith("\r")
                    ? unended.substring(0, unended.length() - 1)
                    : unended;
        } catch (IOException e) {
            return null;
        }
    }

    /** Returns the certificates in the file, in their order; none at all if one of them is broken. */
    public static List<Certificate> certificates(Path file) {
        try {
            Matcher block = CERTIFICATE.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            List<Certificate> certificates = new ArrayList<>();
            while (block.find()) {
                certificates.addAll(factory.generateCertificates(new ByteArrayInputStream(decoded(block.group(1)))));
            }
            return certificates;
        } catch (IOException | CertificateException | IllegalArgumentException e) {
            return List.of();
        }
    }

    /**
     * Returns the private key in the file: PKCS#8 alone, since the JDK reads no other form; RSA or elliptic curves. Null if
     * there is none, or if the first that there is cannot be used.
     */
    public static @Nullable PrivateKey privateKey(Path file) {
        try {
            Matcher block = KEY.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
            if (!block.find() || !block.group(1).equals("PRIVATE KEY")) {
                return null;
            }
            byte[] content = decoded(block.group(2));
            PrivateKey rsa = privateKey("RSA", content);
            return rsa == null ? privateKey("EC", content) : rsa;
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable PrivateKey privateKey(String algorithm, byte[] content) {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(content));
        } catch (GeneralSecurityException e) {
            return null;
        }
    }

    private static byte[] decoded(String base64) {
        return Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
    }

    /**
     * Returns whether the file holds the private key of a certificate: whether the certificate verifies what the key signs.
     * With another key every handshake would fail, and the start would not.
     */
    public static boolean isKeyOf(Certificate certificate, Path file) {
        PrivateKey key = privateKey(file);
        if (key == null) {
            return false;
        }
        try {
            String algorithm = "SHA256with" + (key.getAlgorithm().equals("EC") ? "ECDSA" : "RSA");
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
