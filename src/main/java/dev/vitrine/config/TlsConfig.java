package dev.vitrine.config;

import dev.vitrine.config.source.CertificateFiles;
import dev.vitrine.config.source.ConfigReader;
import dev.vitrine.config.source.PemFile;
import dev.vitrine.config.source.Setting;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards one service: what the gateway trusts, and how it proves who it is. The names are those of keystonemiddleware
 * and keystoneauth.
 *
 * @param caFile certificates to trust in place of the platform's, PEM; null for the platform's
 * @param certFile the gateway's own certificate and those that signed it, PEM; null for none
 * @param keyFile the certificate's private key, PEM; null exactly if there is no certificate
 * @param insecure whether the service's certificate and host name go unchecked
 */
public record TlsConfig(
        @Nullable Path caFile,
        @Nullable Path certFile,
        @Nullable Path keyFile,
        boolean insecure) {
    /** The platform's certificates, no certificate of the gateway's own, everything checked. */
    public static final TlsConfig DEFAULTS = new TlsConfig(null, null, null, false);

    private static final Setting<Path> CA_FILE =
            Setting.certificates("cafile").means("Certificates to trust in place of the platform's, PEM.");
    private static final Setting<Path> CERT_FILE =
            Setting.certificates("certfile").means("""
            The gateway's own certificate, and those that signed it behind it, PEM: for a service that asks for a client \
            certificate. A renewed one is used after a restart.""");
    private static final Setting<Path> KEY_FILE = Setting.privateKey("keyfile").means("""
                    The private key of the certificate in certfile, PEM: PKCS#8 ("BEGIN PRIVATE KEY"), RSA or EC, not \
                    encrypted. Set together with certfile.""");
    private static final Setting<Boolean> INSECURE =
            Setting.flag("insecure", false).means("""
                    Whether the service's certificate and host name go unchecked. For test environments only: whoever can reach \
                    the connection can read and change everything on it. A line in the log says so at each start.""");

    static TlsConfig read(ConfigReader in, String section) {
        Path caFile = in.find(CA_FILE.in(section));
        CertificateFiles own = CertificateFiles.read(in, CERT_FILE.in(section), KEY_FILE.in(section));
        return new TlsConfig(caFile, own.certificate(), own.key(), in.get(INSECURE.in(section)));
    }

    /** Returns the certificates to trust; none for the platform's. Reads a file. */
    public List<Certificate> authorities() {
        return caFile == null ? List.of() : PemFile.certificates(caFile);
    }
}
