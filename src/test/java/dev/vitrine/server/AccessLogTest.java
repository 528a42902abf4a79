package dev.vitrine.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.server.AccessLog.Entry;
import dev.vitrine.testing.CapturedLog;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessLogTest {
    private static Entry line(String method, String uri) {
        return new Entry(
                Instant.parse("2026-11-25T18:40:15.023Z").toEpochMilli(),
                "192.0.2.7",
                method,
                uri,
                "1.1",
                200,
                912,
                41_999,
                "hit",
                "req-1",
                "req-2",
                7_000,
                "p",
                "curl/8 (\u00e9 \"x\")",
                "4bf92f3577b34da6a3ce929d0e0e4736",
                "00f067aa0ba902b7");
    }

    private static String text(Entry line) {
        StringBuilder text = new StringBuilder();
        new AccessLogText().append(line, text);
        return text.toString();
    }

    @Test
    void aLineTellsTimeClientRequestStatusBytesSecondsOutcomeIdsWaitProjectTraceAndAgent() {
        assertThat(text(line("GET", "/v2/p/images?limit=1")))
                .isEqualTo("2026-11-25T18:40:15.023Z 192.0.2.7 \"GET /v2/p/images?limit=1 HTTP/1.1\" 200 912 0.000041"
                        + " hit req-1 req-2 0.000007 p 4bf92f3577b34da6a3ce929d0e0e4736"
                        + " \"curl/8 (\\u00e9 \\u0022x\\u0022)\"\n");
    }

    @Test
    void whatARequestDoesNotHaveIsADashInTextAndLeftOutInJson() {
        Entry bare =
                new Entry(0, "-", "GET", "/", "2", 404, 0, 0, "bypass", "req-1", "req-1", 0, null, null, null, null);
        StringBuilder json = new StringBuilder();
        new AccessLogJson().append(bare, json);

        assertThat(text(bare)).endsWith(" req-1 req-1 0.000000 - - \"-\"\n");
        assertThat(new JsonObject(json.toString()).fieldNames())
                .contains("upstream_seconds")
                .doesNotContain("project", "user_agent", "trace_id", "span_id");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/a\"b\\c | /a\\u0022b\\u005cc",
                "/a\u001b[2J | /a\\u001b[2J",
                "/a\u00e9\u20ac | /a\\u00e9\\u20ac",
                "/a b | /a\\u0020b"
            })
    void whatAClientWroteCanNeitherEndTheLineNorTheQuotes(String uri, String shown) {
        assertThat(text(line("GET", uri))).contains("\"GET " + shown + " HTTP/1.1\"");
        assertThat(text(line("A\r\nB", "/"))).contains("\"A\\u000d\\u000aB / HTTP/1.1\"");
    }

    @Test
    void programsGetOneObjectALineWhateverAClientWrote() {
        StringBuilder json = new StringBuilder();
        new AccessLogJson().append(line("GE\"T", "/a\r\n\u001b\u20ac\\" + "x".repeat(1_000)), json);

        assertThat(json.toString()).hasLineCount(1).matches("[ -~]+\n").hasSizeLessThan(800);
        assertThat(new JsonObject(json.toString()))
                .isEqualTo(new JsonObject()
                        .put("ts", "2026-11-25T18:40:15.023Z")
                        .put("type", "access")
                        .put("client", "192.0.2.7")
                        .put("method", "GE\"T")
                        .put("uri", "/a\r\n\u001b\u20ac\\" + "x".repeat(249) + "...")
                        .put("http", "1.1")
                        .put("status", 200)
                        .put("bytes", 912)
                        .put("seconds", 0.000041)
                        .put("cache", "hit")
                        .put("req_id", "req-1")
                        .put("global_req_id", "req-2")
                        .put("upstream_seconds", 0.000007)
                        .put("project", "p")
                        .put("user_agent", "curl/8 (\u00e9 \"x\")")
                        .put("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736")
                        .put("span_id", "00f067aa0ba902b7"));
    }

    /** Sixteen thousand of them may wait in the queue. */
    @Test
    void anEntryHoldsNoMoreOfALongPathThanIsShown() {
        String held = Entry.cut("/" + "x".repeat(16_000));

        assertThat(held).hasSize(257);
        assertThat(text(line("GET", held))).isEqualTo(text(line("GET", "/" + "x".repeat(16_000))));
        assertThat(Entry.cut("/short")).isEqualTo("/short");
    }

    @Test
    void longPathsAreCutAt256Characters() {
        assertThat(text(line("GET", "/" + "x".repeat(1_000)))).contains("\"GET /" + "x".repeat(255) + "... HTTP/1.1\"");
    }

    @Test
    void whatWaitsIsWrittenAtTheEnd() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AccessLog log = AccessLog.to(out, true);
        for (int i = 0; i < 1_000; i++) {
            log.log(line("GET", "/" + i));
        }

        log.close();

        assertThat(out.toString(US_ASCII).lines())
                .hasSize(1_000)
                .element(999)
                .asString()
                .contains("GET /999 ");
        assertThat(log.dropped()).isZero();
    }

    @Test
    void linesThatCannotBeWrittenAreCountedAndTheLogSaysWhy() {
        CapturedLog captured = new CapturedLog(AccessLog.class.getName());
        try (captured) {
            AccessLog log = AccessLog.to(
                    new OutputStream() {
                        @Override
                        public void write(int one) throws IOException {
                            throw new IOException("No space left on device");
                        }
                    },
                    true);
            for (int i = 0; i < 3; i++) {
                log.log(line("GET", "/" + i));
            }
            log.close();

            assertThat(log.dropped()).isEqualTo(3);
        }
        assertThat(captured.messages())
                .isNotEmpty()
                .allMatch(message -> message.endsWith(" lines of the access log dropped: No space left on device"));
    }

    @Test
    void aLineThatCannotBeWrittenIsNotTheEndOfThoseBehindIt() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AccessLog log = AccessLog.to(out, true);
        log.log(line("GET", null));
        log.log(line("GET", "/good"));

        log.close();

        assertThat(out.toString(US_ASCII)).contains("GET /good ").hasLineCount(1);
    }

    /** The writer hangs in its first write, as on a terminal that was stopped. */
    @Test
    void whatNobodyWritesIsDroppedAndCountedAndNobodyWaits() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AccessLog log = AccessLog.to(
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        throw new UnsupportedOperationException();
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) {
                        hangs.countDown();
                        try {
                            release.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                },
                true);
        log.log(line("GET", "/"));
        hangs.await();

        for (int i = 0; i < 20_000; i++) {
            log.log(line("GET", "/" + i));
        }

        assertThat(log.dropped()).isEqualTo(20_000 - 16_384);
        release.countDown();
        log.close();
    }
}
