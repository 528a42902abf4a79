package dev.vitrine.storm;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A request that is sent repeatedly, and its expected responses. */
final class Ask {
    private final byte[] bytes;
    private final int status;
    private final List<byte[]> bodies;

    private Ask(byte[] bytes, int status, List<byte[]> bodies) {
        this.bytes = bytes;
        this.status = status;
        this.bodies = bodies;
    }

    /** Returns the bytes of the request. */
    byte[] bytes() {
        return bytes;
    }

    static Ask get(String path, String token) {
        return of("GET", path, token, "");
    }

    /** Expects any response with status 200. */
    static Ask of(String method, String path, String token, String json) {
        String head = method + " " + path + " HTTP/1.1\r\nHost: storm.test\r\nX-Auth-Token: " + token + "\r\n";
        String body = json.isEmpty()
                ? "\r\n"
                : "Content-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n" + json;
        return new Ask((head + body).getBytes(US_ASCII), 200, List.of());
    }

    /** Expects this status only. */
    Ask expecting(int other) {
        return new Ask(bytes, other, List.of());
    }

    /** Expects this body only. */
    Ask expecting(byte[] other) {
        return new Ask(bytes, status, List.of(other));
    }

    /** Expects also the body in which the first text is replaced by the second. */
    Ask expectingThen(String words, String others) {
        byte[] later = new String(bodies.get(0), UTF_8).replace(words, others).getBytes(UTF_8);
        return new Ask(
                bytes, status, Stream.concat(bodies.stream(), Stream.of(later)).toList());
    }

    /** Returns the index of the expected response that this one matches; negative if it matches none. */
    int which(int gotStatus, byte[] got) {
        if (gotStatus != status || bodies.isEmpty()) {
            return gotStatus == status ? 0 : -1;
        }
        int which = bodies.size() - 1;
        while (which >= 0 && !Arrays.equals(bodies.get(which), got)) {
            which--;
        }
        return which;
    }
}
