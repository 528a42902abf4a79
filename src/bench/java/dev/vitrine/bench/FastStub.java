package dev.vitrine.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A Glance and a Keystone on one port that answer as fast as can be, so that what is measured is who asks them.
 *
 * <p>Every id and every token of {@link Names} is known; nothing is ever changed. The demo's own backend keeps to the
 * real ones' rules, and is slower than the gateway. The lists hold a thousand images. Below {@code /fifth} every fifth
 * record of a list has another checksum each time, below {@code /all} every one: a client has never seen its bytes, and
 * shows the same for them. For one event loop.
 */
final class FastStub implements Handler<HttpServerRequest> {
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-openstack-request-id");
    private static final CharSequence SUBJECT = HttpHeaders.createOptimized("X-Subject-Token");
    private static final CharSequence ID = HttpHeaders.createOptimized("req-3f8a1f3e-52d1-4a5b-8b58-93e6a0f2c5d7");
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final String IMAGE = "/v2/images/";

    /** What the gateway passes on, as a Nova: answered as an image is, so that the two can be compared. */
    private static final String SERVER = "/v2.1/servers/";

    private static final byte[] NOTHING = {};

    private final Template record = new Template(Texts.RECORD);
    private final Template token = new Template(Texts.TOKEN);
    private final Map<String, Page> pages = new HashMap<>();
    private int asked;

    /** A page, and where the records' checksums begin that change each time. */
    private static final class Page {
        private static final Pattern CHECKSUM = Pattern.compile("\"checksum\": \"", Pattern.LITERAL);

        private final byte[] bytes;
        private final int[] changing;

        /** Takes the text of a page, and of how many records one changes; 0 for none. */
        Page(String text, int every) {
            int[] checksums =
                    CHECKSUM.matcher(text).results().mapToInt(MatchResult::end).toArray();
            this.bytes = text.getBytes(US_ASCII);
            this.changing = every == 0
                    ? new int[0]
                    : IntStream.range(0, checksums.length)
                            .filter(record -> record % every == 0)
                            .map(record -> checksums[record])
                            .toArray();
        }

        Buffer filled(int number) {
            if (changing.length == 0) {
                return Buffer.buffer(bytes);
            }
            byte[] filled = bytes.clone();
            byte[] digits = String.format("%08x", number).getBytes(US_ASCII);
            for (int place : changing) {
                System.arraycopy(digits, 0, filled, place, digits.length);
            }
            return Buffer.buffer(filled);
        }
    }

    /** Serves on the port that is the only argument. */
    public static void main(String[] args) throws TimeoutException {
        Servers.serve(Servers.vertx(), Integer.parseInt(args[0]), new FastStub());
    }

    @Override
    public void handle(HttpServerRequest request) {
        String path = request.path();
        if (path.startsWith(IMAGE)) {
            image(request, path.substring(IMAGE.length()));
        } else if (path.startsWith(SERVER)) {
            image(request, path.substring(SERVER.length()));
        } else if (path.endsWith("/v2/images")) {
            send(request, 200, page(request, path));
        } else if (path.equals("/v3/auth/tokens")) {
            token(request);
        } else {
            send(request, 404, Buffer.buffer());
        }
    }

    /** A change is answered with the record as it always was. */
    private void image(HttpServerRequest request, String id) {
        boolean isKnown = Names.number(id) >= 0;
        send(
                request,
                isKnown ? 200 : 404,
                Buffer.buffer(isKnown ? record.fill(id.getBytes(US_ASCII), NOTHING) : NOTHING));
    }

    private Buffer page(HttpServerRequest request, String path) {
        int every = path.startsWith("/all/") ? 1 : path.startsWith("/fifth/") ? 5 : 0;
        int from = Names.number(request.getParam("marker", "")) + 1;
        int limit = Integer.parseInt(request.getParam("limit", "25"));
        return pages.computeIfAbsent(request.uri(), uri -> new Page(Texts.page(from, limit, Workload.LISTED), every))
                .filled(asked++);
    }

    private void token(HttpServerRequest request) {
        boolean isLogin = request.method().equals(HttpMethod.POST);
        String subject = isLogin ? "t00000" : request.getHeader(SUBJECT);
        byte[] tenant = Names.tenantOf(subject);
        if (tenant == null) {
            send(request, 404, Buffer.buffer());
        } else {
            request.response().putHeader(SUBJECT, subject);
            send(request, isLogin ? 201 : 200, Buffer.buffer(token.fill(NOTHING, tenant)));
        }
    }

    private static void send(HttpServerRequest request, int status, Buffer body) {
        HttpServerResponse response = request.response().setStatusCode(status);
        response.headers().set(REQUEST_ID, ID).set(HttpHeaders.CONTENT_TYPE, JSON);
        response.end(body);
    }
}
