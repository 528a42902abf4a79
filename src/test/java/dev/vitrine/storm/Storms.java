package dev.vitrine.storm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shared code of the storms. */
final class Storms {
    private static final Logger LOG = LoggerFactory.getLogger(Storms.class);
    private static final boolean IS_LONG = Boolean.getBoolean("storm.long");

    /** A Glance that has just started, and has not cached the token, may be slow on a busy machine. */
    private static final int MOST_TRIES = 20;

    private Storms() {}

    /** Returns the first, or with {@code -Dstorm.long=true} the second number of seconds. */
    static Duration seconds(int usual, int whenLong) {
        return Duration.ofSeconds(number(usual, whenLong));
    }

    static int number(int usual, int whenLong) {
        return IS_LONG ? whenLong : usual;
    }

    /** Prints a measurement, in addition to the assertions. */
    static void report(String what, Object figure) {
        LOG.info("{}: {}", what, figure);
    }

    static void wait(Duration time) throws InterruptedException {
        Thread.sleep(time.toMillis());
    }

    /** Requests all images, which are cached then, and returns the requests with their responses as expected ones. */
    static List<Ask> warm(StormGateway gateway, List<Ask> asks) throws IOException, InterruptedException {
        return warm(gateway, asks, StormCloud::id);
    }

    /** Requests all, which are cached then, and returns the requests as {@link #learn(StormGateway, List, IntFunction)}. */
    static List<Ask> warm(StormGateway gateway, List<Ask> asks, IntFunction<String> text)
            throws IOException, InterruptedException {
        Answers answers = Load.once(gateway.port(), asks, 8);
        for (int tries = 1; tries < MOST_TRIES && answers.wrong().size() > 0; tries++) {
            answers = Load.once(gateway.port(), asks, 8);
        }
        return learn(gateway, asks, text);
    }

    /** Returns the requests with their current responses as expected ones; each must have the requested id. */
    static List<Ask> learn(StormGateway gateway, List<Ask> asks) throws IOException {
        return learn(gateway, asks, StormCloud::id);
    }

    /** Returns the requests with their current responses as expected ones; each must have the text for its index. */
    static List<Ask> learn(StormGateway gateway, List<Ask> asks, IntFunction<String> text) throws IOException {
        List<Ask> learnt = new ArrayList<>();
        try (Wire wire = new Wire(gateway.port())) {
            for (int i = 0; i < asks.size(); i++) {
                Wire.Reply reply = wire.send(asks.get(i).bytes());
                assertThat(reply.status()).isEqualTo(200);
                assertThat(new String(reply.body(), UTF_8)).contains(text.apply(i));
                learnt.add(asks.get(i).expecting(reply.body()));
            }
        }
        return learnt;
    }
}
