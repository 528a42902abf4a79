package dev.vitrine.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** An HTTP client that sends and receives bytes: nothing is normalized, added or hidden. */
public final class RawHttp {
    private static final int PATIENCE_MILLIS = 20_000;

    private RawHttp() {}

    /** A response; its header names are in lower case. */
    public record Answer(int status, String head, String body) {
        /** Returns the values of a header joined by commas, or the empty text. */
        public String header(String name) {
            StringBuilder values = new StringBuilder();
            for (String line : head.split("\r\n", -1)) {
                if (line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":")) {
                    values.append(values.isEmpty() ? "" : ", ")
                            .append(line.substring(name.length() + 1).strip());
                }
            }
            return values.toString();
        }
    }

    /** Sends a request without a body on a connection of its own. A header is written {@code Name: value}. */
    public static Answer send(int port, String method, String path, String... headers) throws IOException {
        StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
        boolean namesHost = false;
        for (String header : headers) {
            request.append(header).append("\r\n");
            namesHost |= header.startsWith("Host:");
        }
        request.append(namesHost ? "" : "Host: gateway.test:8774\r\n").append("Connection: close\r\n\r\n");
        return send(port, request.toString());
    }

    /** Sends bytes and reads one response, up to the end of the connection. */
    public static Answer send(int port, String bytes) throws IOException {
        String whole = exchange(port, bytes);
        int blank = whole.indexOf("\r\n\r\n");
        String head = whole.substring(0, blank);
        return new Answer(Integer.parseInt(head.split(" ", -1)[1]), head, whole.substring(blank + 4));
    }

    /** Sends bytes as they are and returns all that comes until the connection ends. */
    public static String exchange(int port, String bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
