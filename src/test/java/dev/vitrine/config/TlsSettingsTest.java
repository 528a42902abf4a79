package dev.vitrine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vitrine.config.listen.ListenConfig;
import dev.vitrine.config.source.ConfigException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which certificates and keys the listener and the clients of services take, and what is said of others. */
class TlsSettingsTest {
    private static final String CERTIFICATE = "listen.tls-certificate";
    private static final String KEY = "listen.tls-key";
    private static final String NO_KEY =
            " (expected: a file with a private key in PEM, beginning with BEGIN PRIVATE KEY,"
                    + " RSA or EC, not encrypted";

    @TempDir
    private Path folder;

    private final Map<String, String> flags = new HashMap<>(Map.of(
            "identity",
            "none",
            CERTIFICATE,
            GatewayConfigTest.TLS_CERTIFICATE.toString(),
            KEY,
            GatewayConfigTest.TLS_KEY + ""));

    @Test
    void certificateComesWithItsKey() throws ConfigException {
        ListenConfig settings =
                ConfigLoader.read(null, Map.of(), flags).settings().listen();

        assertThat(settings.tlsCertificate()).isEqualTo(GatewayConfigTest.TLS_CERTIFICATE);
        assertThat(settings.tlsKey()).isEqualTo(GatewayConfigTest.TLS_KEY);
    }

    @Test
    void oneFileMayHoldBoth() throws Exception {
        Path both = write(
                Files.readString(GatewayConfigTest.TLS_KEY) + Files.readString(GatewayConfigTest.TLS_CERTIFICATE));
        flags.put(CERTIFICATE, both.toString());
        flags.put(KEY, both.toString());

        assertThat(ConfigLoader.read(null, Map.of(), flags).settings().listen().tlsKey())
                .isEqualTo(both);
    }

    @Test
    void certificateWithoutAKeyIsRefused() {
        flags.remove(KEY);

        assertThat(said()).isEqualTo("listen.tls-key: nothing (expected: a file, as for tls-certificate)");
    }

    @Test
    void keyWithoutACertificateIsRefused() {
        flags.put(CERTIFICATE, "");

        assertThat(said()).isEqualTo("--set: listen.tls-certificate: nothing (expected: a file, as for tls-key)");
    }

    @Test
    void certificateThatCannotBeReadIsReportedAlone() {
        flags.put(CERTIFICATE, "/no/such");

        assertThat(said())
                .isEqualTo(
                        "--set: listen.tls-certificate: \"/no/such\": no such file (expected: a file that is there and can be"
                                + " read)");
    }

    @Test
    void fileWithoutACertificateIsReportedAlone() throws Exception {
        flags.put(CERTIFICATE, write("x").toString());

        assertThat(said())
                .isEqualTo("--set: listen.tls-certificate: \"pem\" (expected: a file with certificates in PEM)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/no/such", "/", "-----BEGIN PRIVATE KEY-----\nhunter2", "a\0b"})
    void whatNamesNoFileOfAKeyIsNotShown(String written) {
        flags.put(KEY, written);

        assertThat(said())
                .isEqualTo("--set: listen.tls-key: no name of a file that can be read" + NO_KEY
                        + "; what was found is not shown)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\n=\n-----END PRIVATE KEY-----\n",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n",
                "-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----\n"
            })
    void fileWithoutAKeyThatCanBeUsedIsRefused(String content) throws Exception {
        flags.put(KEY, write(content).toString());

        assertThat(said()).isEqualTo("--set: listen.tls-key: \"pem\"" + NO_KEY + ")");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void keyOfAnotherCertificateIsRefused(String algorithm) throws Exception {
        flags.put(KEY, write(freshKey(algorithm)).toString());

        assertThat(said())
                .isEqualTo("--set: listen.tls-key: \"pem\" (expected: the key of the first certificate in"
                        + " tls-certificate)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"keystone-authtoken", "glance", "events"})
    void clientCertificateComesWithItsKey(String section) throws Exception {
        flags.clear();
        flags.put("identity", "none");
        flags.put(section + ".certfile", GatewayConfigTest.TLS_CERTIFICATE.toString());

        assertThat(said()).isEqualTo(section + ".keyfile: nothing (expected: a file, as for certfile)");

        flags.put(section + ".keyfile", write(freshKey("EC")).toString());
        assertThat(said())
                .isEqualTo("--set: " + section + ".keyfile: \"pem\" (expected: the key of the first certificate in"
                        + " certfile)");

        flags.put(section + ".keyfile", "/no/such");
        assertThat(said())
                .isEqualTo("--set: " + section + ".keyfile: no name of a file that can be read" + NO_KEY
                        + "; what was found is not shown)");

        flags.put(section + ".keyfile", GatewayConfigTest.TLS_KEY.toString());
        flags.put(section + ".certfile", "");
        assertThat(said()).isEqualTo("--set: " + section + ".certfile: nothing (expected: a file, as for keyfile)");

        flags.put(section + ".certfile", write("x").toString());
        assertThat(said())
                .isEqualTo("--set: " + section + ".certfile: \"pem\" (expected: a file with certificates in PEM)");
    }

    @Test
    void missingHalfOfAClientCertificateIsReportedWithItsLine() throws Exception {
        Path file = Files.writeString(
                folder.resolve("f"), "identity: none\nglance:\n  certfile:\n  keyfile: " + GatewayConfigTest.TLS_KEY);

        assertThat(catchThrowableOfType(
                        ConfigException.class,
                        () -> ConfigLoader.read(file, Map.of(), Map.of()).settings()))
                .hasMessage(file + ":3: glance.certfile: nothing (expected: a file, as for keyfile)");
    }

    private String said() {
        ConfigException refusal = catchThrowableOfType(
                ConfigException.class,
                () -> ConfigLoader.read(null, Map.of(), flags).settings());
        assertThat(refusal).isNotNull();
        return refusal.getMessage().replace(folder + File.separator, "");
    }

    private Path write(String content) throws Exception {
        return Files.writeString(folder.resolve("pem"), content);
    }

    private static String freshKey(String algorithm) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (algorithm.equals("EC")) {
            generator.initialize(new ECGenParameterSpec("secp256r1"));
        }
        byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
        return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                + "\n-----END PRIVATE KEY-----\n";
    }
}
