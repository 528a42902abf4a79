package dev.vitrine.storm;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A request that is made again and again, and what must come back. */
final class Ask {
    private final byte[] bytes;
    private final int status;
    private final byte @Nullable [] body;

    private Ask(byte[] bytes, int status, byte @Nullable [] body) {
        this.bytes = bytes;
        this.status = status;
        this.body = body;
    }

    /** Returns the request as it is sent. */
    byte[] bytes() {
        return bytes;
    }

    static Ask get(String path, String token) {
        return of("GET", path, token, "");
    }

    /** Any answer with status 200 is right. */
    static Ask of(String method, String path, String token, String json) {
        String head = method + " " + path + " HTTP/1.1\r\nHost: storm.test\r\nX-Auth-Token: " + token + "\r\n";
        String body = json.isEmpty()
                ? "\r\n"
                : "Content-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n" + json;
        return new Ask((head + body).getBytes(US_ASCII), 200, null);
    }

    /** Only this status is right. */
    Ask expecting(int other) {
        return new Ask(bytes, other, null);
    }

    /** Only this body is right. */
    Ask expecting(byte[] other) {
        return new Ask(bytes, status, other);
    }

    boolean isRight(int gotStatus, byte[] got) {
        return gotStatus == status && (body == null || Arrays.equals(body, got));
    }
}
