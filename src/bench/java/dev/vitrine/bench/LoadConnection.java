package dev.vitrine.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/** One connection with at most one request on its way. For one thread. */
final class LoadConnection {
    private static final byte[] LENGTH = "content-length: ".getBytes(US_ASCII);
    private static final byte[] OK = "HTTP/1.1 200 ".getBytes(US_ASCII);
    private static final int HEAD_BYTES = 2048;

    private final SocketChannel channel;
    private ByteBuffer in = ByteBuffer.allocate(16 << 10);
    private byte[] expected = {};
    private long dueNanos;

    LoadConnection(int port) throws IOException {
        channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
    }

    SocketChannel channel() {
        return channel;
    }

    /** Returns when the request should have been sent. */
    long dueNanos() {
        return dueNanos;
    }

    /** Sends a request, and remembers what must come back. */
    void send(byte[] request, byte[] answer, long due) throws IOException {
        expected = answer;
        dueNanos = due;
        in.clear();
        if (in.capacity() < answer.length + HEAD_BYTES) {
            in = ByteBuffer.allocate(answer.length + HEAD_BYTES);
        }
        ByteBuffer out = ByteBuffer.wrap(request);
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }

    /** Reads what has come, and returns whether the answer is whole now. */
    boolean receive() throws IOException {
        if (channel.read(in) < 0) {
            throw new IOException("the server closed the connection");
        }
        int body = bodyAt();
        if (body < 0) {
            return false;
        }
        int end = body + bodyLength(body);
        if (end > in.capacity()) {
            throw new IOException("an answer of " + end + " bytes, expected about " + expected.length);
        }
        return in.position() >= end;
    }

    /** Returns whether the answer is a 200 with every byte as it must be. */
    boolean isRight() {
        int body = bodyAt();
        return Arrays.equals(in.array(), 0, OK.length, OK, 0, OK.length)
                && Arrays.equals(in.array(), body, in.position(), expected, 0, expected.length);
    }

    /** Returns the answer as text, for a message. */
    String text() {
        return new String(in.array(), 0, in.position(), US_ASCII);
    }

    private int bodyAt() {
        byte[] bytes = in.array();
        for (int i = OK.length; i < in.position() - 3; i++) {
            if (bytes[i] == '\r' && bytes[i + 2] == '\r') {
                return i + 4;
            }
        }
        return -1;
    }

    private int bodyLength(int headEnd) throws IOException {
        byte[] bytes = in.array();
        for (int i = OK.length; i < headEnd - LENGTH.length; i++) {
            if (bytes[i] == '\n' && isLength(bytes, i + 1)) {
                int length = 0;
                for (int at = i + 1 + LENGTH.length; bytes[at] != '\r'; at++) {
                    length = length * 10 + (bytes[at] - '0');
                }
                return length;
            }
        }
        throw new IOException("an answer without Content-Length: " + text());
    }

    private static boolean isLength(byte[] bytes, int from) {
        for (int i = 0; i < LENGTH.length; i++) {
            byte lower = (byte)
                    (bytes[from + i] >= 'A' && bytes[from + i] <= 'Z' ? bytes[from + i] | 0x20 : bytes[from + i]);
            if (lower != LENGTH[i]) {
                return false;
            }
        }
        return true;
    }
}
