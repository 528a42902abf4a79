package dev.vitrine.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.vitrine.config.GatewayConfig;
import dev.vitrine.identity.Token;
import dev.vitrine.identity.TokenValidation;
import dev.vitrine.keystone.TokenValidator;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A look at a token whose validation is cached, from its text on: the cost should not grow with their number. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class TokenBenchmark {
    private static final String REQUEST_ID = "req-6f3a4b0e-5b1c-4c7f-9a53-0d5d6b1f2e11";

    /** How many tokens are remembered, and used in turn. */
    @Param({"1", "10000"})
    public int tokens;

    private Vertx vertx;
    private TokenValidator authentication;
    private String[] texts;
    private int turn;

    /** Has every token validated once. */
    @Setup
    public void validate() throws Exception {
        vertx = Servers.vertx();
        GatewayConfig settings =
                Gateways.settings(Servers.serve(vertx, 0, new FastStub()).actualPort());
        authentication = Gateways.authentication(vertx, settings);
        texts = new String[tokens];
        for (int number = 0; number < tokens; number++) {
            texts[number] = "t" + new String(Names.tenant(number), US_ASCII);
            authentication.validate(new Token(texts[number]), REQUEST_ID).await(5, TimeUnit.SECONDS);
        }
    }

    /** Ends the platform's threads. */
    @TearDown
    public void end() throws Exception {
        vertx.close().await(5, TimeUnit.SECONDS);
    }

    /** One validation; a hit is there at once. */
    @Benchmark
    public TokenValidation hit() {
        turn = turn + 1 == tokens ? 0 : turn + 1;
        return authentication.validate(new Token(texts[turn]), REQUEST_ID).result();
    }
}
