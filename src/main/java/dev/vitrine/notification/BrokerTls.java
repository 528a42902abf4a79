package dev.vitrine.notification;

import dev.vitrine.config.TlsConfig;
import dev.vitrine.config.source.PemFile;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** TLS with the RabbitMQ broker, whose library takes the JDK's types alone. Reads files. */
final class BrokerTls {
    /** A key store in memory has a password all the same. */
    private static final char[] NO_PASSWORD = {};

    private BrokerTls() {}

    /**
     * Returns what is trusted and presented.
     *
     * @throws IllegalStateException if the platform rejects the certificates or the key, which were read before
     */
    static SSLContext context(TlsConfig tls) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(tls), trust(tls), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the certificates or the key of the section events cannot be used", e);
        }
    }

    private static TrustManager[] trust(TlsConfig tls) throws GeneralSecurityException, IOException {
        if (tls.insecure()) {
            return new TrustManager[] {new TrustAll()};
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        List<Certificate> authorities = tls.authorities();
        // Null selects the platform's trust store.
        trust.init(authorities.isEmpty() ? null : store(authorities));
        return trust.getTrustManagers();
    }

    private static KeyStore store(List<Certificate> authorities) throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        for (Certificate authority : authorities) {
            store.setCertificateEntry(Integer.toString(store.size()), authority);
        }
        return store;
    }

    private static KeyManager @Nullable [] keys(TlsConfig tls) throws GeneralSecurityException, IOException {
        if (tls.certFile() == null || tls.keyFile() == null) {
            return null;
        }
        PrivateKey key = PemFile.privateKey(tls.keyFile());
        Certificate[] chain = PemFile.certificates(tls.certFile()).toArray(Certificate[]::new);
        if (key == null) {
            throw new IOException(tls.keyFile() + " holds no key any more");
        }
        KeyStore store = emptyStore();
        store.setKeyEntry("client", key, NO_PASSWORD, chain);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_PASSWORD);
        return keys.getKeyManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }

    /** Checks nothing: what {@code events.insecure} asks for. Of an extended one the JDK does not check the host name. */
    private static final class TrustAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
