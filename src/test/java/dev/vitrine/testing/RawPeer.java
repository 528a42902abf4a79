package dev.vitrine.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A server whose connections the test itself reads and writes, byte by byte; whatever it waits for comes within 20 s. */
public final class RawPeer implements AutoCloseable {
    private static final int LIMIT_MILLIS = 20_000;

    private final ServerSocket listener;

    private RawPeer() throws IOException {
        listener = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        listener.setSoTimeout(LIMIT_MILLIS);
    }

    public static RawPeer listen() throws IOException {
        return new RawPeer();
    }

    public int port() {
        return listener.getLocalPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** Returns the next connection. */
    public Connection accept() throws IOException {
        return new Connection(listener.accept());
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    /** One connection, of a client that the test is the server of, or of a server that it is the client of. */
    public static final class Connection implements Closeable {
        private final Socket socket;

        public Connection(Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.setTcpNoDelay(true);
        }

        /** Connects to a port of loopback. */
        public static Connection to(int port) throws IOException {
            return new Connection(new Socket(InetAddress.getLoopbackAddress(), port));
        }

        /** Reads up to and with this text. */
        public String readTo(String end) throws IOException {
            StringBuilder text = new StringBuilder();
            while (text.length() < end.length() || text.indexOf(end, text.length() - end.length()) < 0) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    throw new IOException("end of the connection after: " + text);
                }
                text.append((char) next);
            }
            return text.toString();
        }

        /** Reads a head, with its empty line. */
        public String head() throws IOException {
            return readTo("\r\n\r\n");
        }

        /** Reads so many bytes. */
        public String read(int bytes) throws IOException {
            return new String(socket.getInputStream().readNBytes(bytes), ISO_8859_1);
        }

        /** Reads to the end of the connection. */
        public String rest() throws IOException {
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }

        /** Returns whether the peer ends the connection, without having sent anything more. */
        public boolean isEnded() throws IOException {
            try {
                return socket.getInputStream().read() < 0;
            } catch (java.net.SocketException reset) {
                return true;
            }
        }

        public Connection write(String text) throws IOException {
            return write(text.getBytes(ISO_8859_1));
        }

        public Connection write(byte... bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        }

        /** Ends the connection by a reset: what the peer has not read is lost. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        public Socket socket() {
            return socket;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
