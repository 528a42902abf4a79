package dev.vitrine.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whose trace Glance is told that a call belongs to. */
@ExtendWith(VertxExtension.class)
class TraceParentIT {
    private static final String IMAGES = "/v2/openstack/images/10000000-0000-4000-8000-00000000000";
    private static final String GOOD = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Test
    void glanceIsToldTheTraceOfTheRequestIfItHasOneOfTheRightForm(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        gateway.glance.answerWith((HttpServerRequest request) -> {
            seen.add(request.getHeader("traceparent") + " " + request.getHeader("tracestate"));
            request.response().setStatusCode(404).end();
        });

        gateway.get("demo", IMAGES + "1", "traceparent: " + GOOD, "tracestate: a=1");
        gateway.get("demo", IMAGES + "2");
        gateway.get("demo", IMAGES + "3", "traceparent: 00-x");
        gateway.get("demo", "/v2/openstack/images", "traceparent: " + GOOD);

        assertThat(seen).containsExactly(GOOD + " null", "null null", "null null", GOOD + " null");
    }
}
