package dev.vitrine.live;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A request and its response byte for byte, on a connection of its own. */
final class LiveExchange {
    /** Of one connection (RFC 9110, 7.6.1), of the time, or of the request: no two responses need have the same. */
    private static final Set<String> OF_ONE_EXCHANGE = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "te",
            "transfer-encoding",
            "upgrade",
            "via",
            "date",
            "x-openstack-request-id",
            "x-compute-request-id");

    private static final int LIMIT_MILLIS = 30_000;

    private LiveExchange() {}

    /**
     * A response.
     *
     * @param headers the lines that two responses to the same request have in common, sorted, with their names in lower case
     * @param body one character for each byte
     */
    record Answer(int status, List<String> headers, String body) {}

    /** Sends a request to a port of loopback; a character is a byte. */
    static Answer send(int port, String method, String head, String body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.getOutputStream().write((head + body).getBytes(ISO_8859_1));
            return read(socket.getInputStream(), method.equals("HEAD"));
        }
    }

    private static Answer read(InputStream in, boolean isHead) throws IOException {
        int status = Integer.parseInt(line(in).split(" ", 3)[1]);
        List<String> headers = new ArrayList<>();
        String length = "";
        boolean isChunked = false;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            String name = line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT);
            String value = line.substring(line.indexOf(':') + 1).strip();
            length = name.equals("content-length") ? value : length;
            isChunked |= name.equals("transfer-encoding");
            if (!OF_ONE_EXCHANGE.contains(name)) {
                headers.add(name + ": " + value);
            }
        }
        Collections.sort(headers);
        boolean hasBody = !isHead && status != 204 && status != 304;
        byte[] body = !hasBody
                ? new byte[0]
                : isChunked ? chunks(in) : length.isEmpty() ? in.readAllBytes() : exactly(in, Integer.parseInt(length));
        return new Answer(status, headers, new String(body, ISO_8859_1));
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        int size = Integer.parseInt(line(in), 16);
        while (size > 0) {
            whole.write(exactly(in, size));
            line(in);
            size = Integer.parseInt(line(in), 16);
        }
        return whole.toByteArray();
    }

    private static byte[] exactly(InputStream in, int size) throws IOException {
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException("the response ends after " + bytes.length + " of " + size + " bytes");
        }
        return bytes;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the response ends in its head: " + line);
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
