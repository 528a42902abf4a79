package dev.vitrine.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import javax.net.ssl.SSLSocket;

/** A client that sends and receives HTTP/2 frames (RFC 9113). It adds, checks and acknowledges nothing by itself. */
public final class RawHttp2 implements Closeable {
    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;
    public static final int END_STREAM = 1;
    public static final int ACK = 1;
    public static final int END_HEADERS = 4;

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1);

    private final SSLSocket socket;
    private final DataInputStream in;

    private RawHttp2(SSLSocket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
    }

    /** A frame from the gateway. */
    public record Frame(int type, int flags, int stream, Buffer payload) {
        public boolean ends() {
            return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
        }
    }

    /** Opens a connection without sending the HTTP/2 preface. */
    public static RawHttp2 connect(int port) throws IOException {
        return new RawHttp2(RawTls.connect(port, "h2"));
    }

    /** Opens a connection, with the client's preface and settings: pairs of an identifier and a value. */
    public static RawHttp2 open(int port, int... settings) throws IOException {
        RawHttp2 connection = connect(port);
        connection.bytes(PREFACE);
        connection.send(SETTINGS, 0, 0, settings(settings));
        return connection;
    }

    /** Returns the payload of a frame of settings. */
    public static byte[] settings(int... pairs) {
        byte[] payload = new byte[pairs.length * 3];
        for (int i = 0; i < pairs.length; i += 2) {
            payload[i * 3 + 1] = (byte) pairs[i];
            System.arraycopy(number(pairs[i + 1]), 0, payload, i * 3 + 2, 4);
        }
        return payload;
    }

    /** Returns a number as four bytes. */
    public static byte[] number(int value) {
        return new byte[] {(byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value};
    }

    /** Returns a header block, each header a literal that is never indexed: pairs of a name and a value. */
    public static byte[] block(String... pairs) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < pairs.length; i += 2) {
            block.write(0);
            text(block, pairs[i]);
            text(block, pairs[i + 1]);
        }
        return block.toByteArray();
    }

    /** Returns the header block of a GET with a token and more headers. */
    public static byte[] get(String path, String... more) {
        return request("GET", path, more);
    }

    /** Returns the header block of a request with a token and more headers. */
    public static byte[] request(String method, String path, String... more) {
        return requestOf("demo", method, path, more);
    }

    /** Returns the header block of a request with this token and more headers. */
    public static byte[] requestOf(String token, String method, String path, String... more) {
        return both(
                block(
                        ":method",
                        method,
                        ":scheme",
                        "https",
                        ":path",
                        path,
                        ":authority",
                        "localhost",
                        "x-auth-token",
                        token),
                block(more));
    }

    /** Returns the concatenation. */
    public static byte[] both(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    /** Returns a string with its length in the 7-bit prefix encoding (RFC 7541 section 5.1). */
    private static void text(ByteArrayOutputStream block, String text) {
        int length = text.length();
        if (length < 127) {
            block.write(length);
        } else {
            block.write(127);
            int rest = length - 127;
            while (rest >= 128) {
                block.write(rest % 128 + 128);
                rest /= 128;
            }
            block.write(rest);
        }
        block.writeBytes(text.getBytes(ISO_8859_1));
    }

    /** Sends a frame. */
    public void send(int type, int flags, int stream, byte... payload) throws IOException {
        bytes(frame(type, flags, stream, payload));
    }

    /** Returns a frame as bytes. */
    public static byte[] frame(int type, int flags, int stream, byte... payload) {
        byte[] frame = new byte[9 + payload.length];
        System.arraycopy(number(payload.length), 1, frame, 0, 3);
        frame[3] = (byte) type;
        frame[4] = (byte) flags;
        System.arraycopy(number(stream), 0, frame, 5, 4);
        System.arraycopy(payload, 0, frame, 9, payload.length);
        return frame;
    }

    /** Sends bytes unchanged. */
    public void bytes(byte... bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Returns the next frame, or null at the end of the connection. */
    public Frame next() throws IOException {
        try {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = new byte[length];
            in.readFully(payload);
            return new Frame(type, flags, stream, Buffer.buffer(payload));
        } catch (EOFException | java.net.SocketException | javax.net.ssl.SSLException end) {
            return null;
        }
    }

    /** Reads on to the end of that stream's answer; returns false if the connection ends first. */
    public boolean isAnswered(int stream) throws IOException {
        Frame frame = next();
        while (frame != null && !(frame.ends() && frame.stream() == stream)) {
            frame = next();
        }
        return frame != null;
    }

    /** Reads on until so many answers have come to their end, or the connection; returns how many have. */
    public int answers(int most) throws IOException {
        int answers = 0;
        while (answers < most) {
            Frame frame = next();
            if (frame == null) {
                return answers;
            }
            answers += frame.ends() ? 1 : 0;
        }
        return answers;
    }

    /** Reads to the end of the connection; returns whether the gateway said good-bye with that error. */
    public boolean endsWith(int error) throws IOException {
        boolean isTold = false;
        for (Frame frame = next(); frame != null; frame = next()) {
            isTold |= frame.type() == GOAWAY && frame.payload().getInt(4) == error;
        }
        return isTold;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
