package dev.vitrine.storm;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;

/** A persistent connection. */
final class Wire implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;
    private boolean isLast;

    Wire(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 14);
    }

    /** A response. */
    static final class Reply {
        private final int status;
        private final byte[] body;

        private Reply(int status, byte[] body) {
            this.status = status;
            this.body = body;
        }

        int status() {
            return status;
        }

        byte[] body() {
            return body;
        }
    }

    /** Sends a request on a new connection. */
    static Reply once(int port, byte[] request) throws IOException {
        try (Wire wire = new Wire(port)) {
            return wire.send(request);
        }
    }

    Reply send(byte[] request) throws IOException {
        write(request);
        return read();
    }

    /** Sends requests whose responses are read later. */
    void write(byte[] requests) throws IOException {
        socket.getOutputStream().write(requests);
    }

    /** Reads the next response. */
    Reply read() throws IOException {
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        int length = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).strip());
            }
            isLast |= lower.startsWith("connection:") && lower.endsWith("close");
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("a body that broke off");
        }
        return new Reply(status, body);
    }

    /** Returns whether the server closes the connection after this response. */
    boolean isLast() {
        return isLast;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection was closed");
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
