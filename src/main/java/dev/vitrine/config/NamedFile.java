package dev.vitrine.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The files that settings name: with a secret, or with certificates. {@link PrivateKeyFile} is for those with a key. */
final class NamedFile {
    /** What Vert.x takes from a file of certificates; it skips everything else, so this does too. */
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", Pattern.DOTALL);

    private NamedFile() {}

    /** Returns the file of that name if it is there and can be read, else null. */
    static @Nullable Path readable(String name) {
        try {
            Path path = Path.of(name);
            return Files.isReadable(path) && !Files.isDirectory(path) ? path : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** Returns the text without its one line end, which editors add; null if it cannot be read or is not UTF-8. */
    static @Nullable String secret(Path file) {
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
    static List<Certificate> certificates(Path file) {
        try {
            Matcher block = CERTIFICATE.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            List<Certificate> certificates = new ArrayList<>();
            while (block.find()) {
                byte[] content = Base64.getDecoder().decode(block.group(1).replaceAll("\\s", ""));
                certificates.addAll(factory.generateCertificates(new ByteArrayInputStream(content)));
            }
            return certificates;
        } catch (IOException | CertificateException | IllegalArgumentException e) {
            return List.of();
        }
    }
}
