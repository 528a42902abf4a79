package dev.vitrine.config.source;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The files of a certificate and of its private key.
 *
 * @param certificate the certificate and those that signed it, PEM; null for none
 * @param key the certificate's private key, PEM; null exactly if there is no certificate
 */
public record CertificateFiles(
        @Nullable Path certificate, @Nullable Path key) {
    /** No files. */
    public static final CertificateFiles NONE = new CertificateFiles(null, null);

    /** Checks that the two come together. */
    public CertificateFiles {
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException("a certificate without a key, or a key without a certificate");
        }
    }

    /**
     * Reads two settings; reports files that cannot be used, one without the other, and a key of another certificate. Of two
     * of which one is unusable, nothing more is reported.
     */
    public static CertificateFiles read(ConfigReader in, Setting<Path> certificate, Setting<Path> key) {
        Path certificateFile = in.find(certificate);
        Path keyFile = in.privateKey(key);
        if (in.isWrong(certificate) || in.isWrong(key)) {
            return NONE;
        }
        if (certificateFile == null || keyFile == null) {
            if (certificateFile != null || keyFile != null) {
                Setting<Path> missing = keyFile == null ? key : certificate;
                in.problem(missing, "nothing", "a file, as for " + name(keyFile == null ? certificate : key));
            }
            return NONE;
        }
        if (!PemFile.isKeyOf(PemFile.certificates(certificateFile).get(0), keyFile)) {
            String expected = "the key of the first certificate in " + name(certificate);
            in.problem(key, key.type().shown(keyFile.toString()), expected);
            return NONE;
        }
        return new CertificateFiles(certificateFile, keyFile);
    }

    private static String name(Setting<?> setting) {
        return setting.key().substring(setting.key().lastIndexOf('.') + 1);
    }
}
