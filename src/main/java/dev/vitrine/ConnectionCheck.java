package dev.vitrine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vitrine.client.ServiceClient;
import dev.vitrine.client.ServiceRequest;
import dev.vitrine.client.ServiceResponse;
import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.client.ServiceResponse.Failed;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.config.GatewayConfig.IdentityMode;
import dev.vitrine.config.NotificationConfig;
import dev.vitrine.config.ServiceConfig;
import dev.vitrine.keystone.KeystoneCheck;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Endpoint;
import dev.vitrine.notification.BrokerCheck;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tries what the gateway will call: a login at each Keystone, Glance's endpoint in the catalogue, Glance's versions, and a login
 * at the message broker. Changes nothing anywhere. Each call ends within its own timeout.
 */
public final class ConnectionCheck {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_BYTES = 1 << 20;

    private final Vertx vertx;
    private final GatewayConfig config;
    private final List<String> found = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    /** Calls nothing yet. */
    public ConnectionCheck(Vertx vertx, GatewayConfig config) {
        this.vertx = vertx;
        this.config = config;
    }

    /**
     * What was found, in sentences for an operator; none holds a secret.
     *
     * @param found what is right
     * @param problems what is wrong, each with what to do
     */
    public record Result(List<String> found, List<String> problems) {
        /** Copies the lists. */
        public Result {
            found = List.copyOf(found);
            problems = List.copyOf(problems);
        }
    }

    /** Calls one service after the other, once. The future does not fail. */
    public Future<Result> run() {
        Set<Endpoint> glances = new LinkedHashSet<>(config.glance().backend().servers());
        return keystones(glances)
                .compose(end -> glances(List.copyOf(glances)))
                .compose(end -> broker(config.events()))
                .map(end -> new Result(found, problems));
    }

    private Future<Void> keystones(Set<Endpoint> glances) {
        Future<Void> chain = Future.succeededFuture();
        if (config.identity() == IdentityMode.KEYSTONE) {
            for (Endpoint keystone : config.keystone().backend().servers()) {
                chain = chain.compose(former -> keystone(keystone, glances));
            }
        }
        return chain;
    }

    private Future<Void> keystone(Endpoint keystone, Set<Endpoint> glances) {
        ServiceClient client = client("Keystone", config.keystone().backend(), keystone);
        return new KeystoneCheck(
                        client, keystone, config.keystone(), config.glance().catalog())
                .run()
                .onSuccess(result -> {
                    found.addAll(result.found());
                    problems.addAll(result.problems());
                    if (result.endpoint() != null) {
                        glances.add(result.endpoint());
                    }
                })
                .compose(result -> client.close());
    }

    private Future<Void> glances(List<Endpoint> endpoints) {
        Future<Void> chain = Future.succeededFuture();
        for (Endpoint endpoint : endpoints) {
            chain = chain.compose(former -> glance(endpoint));
        }
        return chain;
    }

    private Future<Void> glance(Endpoint endpoint) {
        ServiceConfig service = config.glance().backend();
        ServiceClient client = client("Glance", service, endpoint);
        ServiceRequest request = new ServiceRequest(
                HttpMethod.GET, "/", Map.of("Accept", "application/json"), null, MAX_BYTES, service.timeout());
        return client.send(request)
                .onSuccess(response -> note(endpoint, response))
                .compose(response -> client.close());
    }

    private void note(Endpoint endpoint, ServiceResponse response) {
        String glance = "Glance at " + endpoint + ": ";
        if (response instanceof Failed failed) {
            problems.add(glance + failed.detail() + ": check that it runs and can be reached from here");
            return;
        }
        Answered answer = (Answered) response;
        String version = version(answer);
        if (version.isEmpty()) {
            problems.add(glance + "status " + answer.status()
                    + ", and no version 2 of the images API: check the URL; what responds may be no Glance");
        } else {
            found.add(glance + "has version " + version);
        }
    }

    /** Returns the first version 2 in the document, which is the newest; empty if there is none. */
    private static String version(Answered answer) {
        if (!answer.isJson() || (answer.status() != 300 && answer.status() != 200)) {
            return "";
        }
        try {
            for (JsonNode version : JSON.readTree(answer.body().getBytes()).path("versions")) {
                String id = version.path("id").asText("");
                if (id.matches("v2(\\.[0-9]{1,3})?")) {
                    return id.substring(1);
                }
            }
            return "";
        } catch (IOException e) {
            return "";
        }
    }

    private Future<Void> broker(NotificationConfig events) {
        if (!events.isOn()) {
            return Future.succeededFuture();
        }
        return vertx.executeBlocking(() -> BrokerCheck.problem(events)).map(problem -> {
            String broker = "RabbitMQ at " + brokers(events) + ": ";
            if (problem.isEmpty()) {
                found.add(broker + "logged in");
            } else {
                problems.add(
                        broker + problem + ": check the section events, and that RabbitMQ can be reached from here");
            }
            return null;
        });
    }

    private static List<String> brokers(NotificationConfig events) {
        return events.brokers().stream()
                .map(broker -> Endpoint.inUrl(broker.host()) + ":" + broker.port())
                .toList();
    }

    private ServiceClient client(String name, ServiceConfig service, Endpoint endpoint) {
        List<Endpoint> only = List.of(endpoint);
        return new ServiceClient(vertx, name, service, () -> only, new Metrics(), Clocks.system());
    }
}
