package dev.vitrine.testing;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Many concurrent requests for the same path: a hundred on each connection, all of which the gateway has read. */
public final class Crowd {
    private static final int STREAMS = 100;

    private final List<Http2Client.Sent> sent;

    private Crowd(List<Http2Client.Sent> sent) {
        this.sent = sent;
    }

    /** Sends all the requests, and returns when the gateway has begun with each of them. */
    public static Crowd send(Http2Client client, List<HttpClientConnection> connections, String token, String path)
            throws Exception {
        List<Future<Http2Client.Sent>> sending = new ArrayList<>();
        for (HttpClientConnection connection : connections) {
            for (int i = 0; i < STREAMS; i++) {
                sending.add(client.send(connection, token, path));
            }
        }
        List<Http2Client.Sent> sent = new ArrayList<>();
        for (Future<Http2Client.Sent> one : sending) {
            sent.add(one.await(30, TimeUnit.SECONDS));
        }
        for (HttpClientConnection connection : connections) {
            client.read(connection).await(30, TimeUnit.SECONDS);
        }
        return new Crowd(sent);
    }

    /** Returns all responses in the order of the requests. */
    public List<Http2Client.Answer> answers() throws Exception {
        List<Http2Client.Answer> answers = new ArrayList<>();
        for (Http2Client.Sent one : sent) {
            answers.add(one.answer().await(60, TimeUnit.SECONDS));
        }
        return answers;
    }

    /** Returns the maximum latency. */
    public Duration longest() throws Exception {
        List<Http2Client.Answer> answers = answers();
        long longest = 0;
        for (int i = 0; i < answers.size(); i++) {
            longest = Math.max(longest, answers.get(i).atNanos() - sent.get(i).atNanos());
        }
        return Duration.ofNanos(longest);
    }

    /** Returns the time from that instant until this percentage of the requests had their responses. */
    public Duration percentile(int percent, long sinceNanos) throws Exception {
        long[] after = answers().stream()
                .mapToLong(answer -> answer.atNanos() - sinceNanos)
                .sorted()
                .toArray();
        return Duration.ofNanos(after[(after.length - 1) * percent / 100]);
    }
}
