package dev.vitrine.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A file with a private key in PEM: PKCS#8 alone, since the JDK reads no other form; RSA or elliptic curves. */
final class PrivateKeyFile {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----(.*?)-----END \\1-----", Pattern.DOTALL);

    private PrivateKeyFile() {}

    /** Returns the file's key; null if there is none, or if the first that there is cannot be used. */
    static @Nullable PrivateKey key(Path file) {
        try {
            Matcher block = KEY.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
            if (!block.find() || !block.group(1).equals("PRIVATE KEY")) {
                return null;
            }
            byte[] content = Base64.getDecoder().decode(block.group(2).replaceAll("\\s", ""));
            PrivateKey rsa = key("RSA", content);
            return rsa == null ? key("EC", content) : rsa;
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable PrivateKey key(String algorithm, byte[] content) {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(content));
        } catch (GeneralSecurityException e) {
            return null;
        }
    }

    /** Whether what the file's key signs is good by this certificate: else every handshake would fail, and not the start. */
    static boolean isOf(Certificate certificate, Path file) {
        PrivateKey key = key(file);
        if (key == null) {
            return false;
        }
        try {
            Signature signature =
                    Signature.getInstance("SHA256with" + (key.getAlgorithm().equals("EC") ? "ECDSA" : "RSA"));
            signature.initSign(key);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
