package dev.vitrine.testing;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Opens TLS connections for tests that write bytes; every certificate is trusted. */
public final class RawTls {
    private static final int PATIENCE_MILLIS = 20_000;

    private RawTls() {}

    /** Opens a connection and negotiates this protocol with ALPN: h2 or http/1.1. */
    public static SSLSocket connect(int port, String protocol) throws IOException {
        SSLSocket socket = unshaken(port);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {protocol});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** Opens a connection that offers one version of TLS and one cipher suite; the handshake has not begun. */
    public static SSLSocket offering(int port, String version, String suite) throws IOException {
        SSLSocket socket = unshaken(port);
        socket.setEnabledProtocols(new String[] {version});
        socket.setEnabledCipherSuites(new String[] {suite});
        return socket;
    }

    private static SSLSocket unshaken(int port) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
            SSLSocket socket =
                    (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(PATIENCE_MILLIS);
            return socket;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
