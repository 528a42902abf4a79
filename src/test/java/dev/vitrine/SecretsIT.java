package dev.vitrine;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.core.OutputStreamAppender;
import dev.vitrine.demo.DemoCloud;
import dev.vitrine.demo.DemoUser;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/** Tokens, passwords and bodies are in no log at any level, no metric and no response, however a request ends. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class SecretsIT {
    private static final String TOKEN = "canary-of-a-token-that-is-good";
    private static final String BAD_TOKEN = "canary-of-a-token-that-is-not";
    private static final String BODY = "canary-of-a-body";
    private static final String IMAGE = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final OutputStreamAppender<ch.qos.logback.classic.spi.ILoggingEvent> appender =
            new OutputStreamAppender<>();
    private Level before;

    @BeforeEach
    void logAll() {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(root.getLoggerContext());
        encoder.setPattern("%level %logger %msg %mdc %kvp%n%ex{full}");
        encoder.start();
        appender.setContext(root.getLoggerContext());
        appender.setEncoder(encoder);
        appender.setOutputStream(log);
        appender.start();
        before = root.getLevel();
        root.setLevel(Level.TRACE);
        root.addAppender(appender);
    }

    @AfterEach
    void logAsBefore() {
        root.setLevel(before);
        root.detachAppender(appender);
    }

    @Test
    void secretsAreNotDisclosed(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(
                vertx, "glance.first-byte-timeout=300ms", "glance.timeout=1s", "glance.list-timeout=1s");
        gateway.cloud.grant(TOKEN, DemoUser.of("demo", "openstack", "member"));
        Set<String> secrets = ConcurrentHashMap.newKeySet();
        secrets.addAll(Set.of(TOKEN, BAD_TOKEN, BODY, "\"" + DemoCloud.SERVICE_PASSWORD + "\""));
        gateway.keystone.answerWith(request -> {
            if (request.headers().contains("X-Auth-Token")) {
                secrets.add(request.getHeader("X-Auth-Token"));
            }
            gateway.keystone.pass(request);
        });
        List<String> told = new ArrayList<>();

        // A miss, a hit, a list, changes, what there is not, a token that is no good.
        for (String path :
                new String[] {IMAGE, IMAGE, IMAGE + ".xml", "/v2/openstack/images/detail", "/v2/other/images"}) {
            told.add(gateway.get(TOKEN, path).toString());
            told.add(gateway.get(BAD_TOKEN, path).toString());
        }
        told.add(gateway.get(TOKEN, "/v2/openstack/images/00000000-dead-4bad-8bad-000000000000")
                .toString());
        gateway.write(
                TOKEN, "POST", IMAGE + "/metadata", "application/json", "{\"metadata\":{\"a\":\"" + BODY + "\"}}");
        for (String body : new String[] {"{\"metadata\":\"" + BODY, "{\"" + BODY + "\":1}", "<" + BODY}) {
            String answer = gateway.write(TOKEN, "PUT", IMAGE + "/metadata", "application/json", body)
                    .toString();
            told.add(answer);
        }
        // What cannot be read, in each of its places.
        for (String head : new String[] {
            "GET / HTTP/1.1\r\nHost: a\r\nX-Auth-Token : " + TOKEN + "\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX-Auth-Token: " + TOKEN + "\0\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX-Auth-Token: " + TOKEN + "\r\n " + TOKEN + "\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX-Auth-Token: " + TOKEN + "x".repeat(17_000) + "\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\n" + TOKEN + "\r\n\r\n",
        }) {
            told.add(RawHttp.exchange(gateway.port(), head));
        }
        // Services that say nonsense, and none.
        gateway.glance.answerWith(request -> request.response().end("{\"id\":\"" + TOKEN));
        told.add(gateway.get(TOKEN, "/v2/openstack/images/" + TestGateway.PUBLIC_IMAGE)
                .toString());
        gateway.glance.answerWith(request -> request.connection().close());
        told.add(gateway.get(TOKEN, "/v2/openstack/images/detail?limit=1").toString());
        gateway.glance.answerWith(request -> {});
        told.add(gateway.get(TOKEN, "/v2/openstack/images/detail?limit=2").toString());
        gateway.keystone.answerWith(
                request -> request.response().setStatusCode(500).end(BAD_TOKEN));
        told.add(gateway.get(BAD_TOKEN + "-2", IMAGE).toString());
        gateway.keystone.answerWith(request -> request.connection().close());
        told.add(gateway.get(BAD_TOKEN + "-3", IMAGE).toString());
        String figures = gateway.metrics();

        // That all was logged is seen by this: the platform says much at these levels.
        String logged = log.toString(StandardCharsets.UTF_8);
        assertThat(logged).contains("DEBUG ").contains("TRACE ");
        assertThat(secrets).hasSizeGreaterThan(4);
        for (String secret : secrets) {
            assertThat(logged).doesNotContain(secret);
            assertThat(figures).doesNotContain(secret);
            assertThat(told).noneMatch(answer -> answer.contains(secret));
        }
    }

    @Test
    void apiListenerDoesNotServeHealthAndMetrics(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        for (String path :
                new String[] {"/metrics", "/livez", "/readyz", "/healthcheck", "//metrics", "/v2/../metrics"}) {
            RawHttp.Answer answer = gateway.get("demo", path);

            assertThat(answer.status()).as(path).isNotEqualTo(200).isNotEqualTo(204);
            assertThat(answer.body()).doesNotContain("vitrine_").doesNotContain("OK");
        }
        assertThat(gateway.get("demo", IMAGE).status()).isEqualTo(200);
        assertThat(RawHttp.send(gateway.managementPort(), "GET", IMAGE, "X-Auth-Token: demo")
                        .status())
                .isEqualTo(404);
    }
}
