package dev.vitrine.testing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.util.ArrayList;
import java.util.List;

/** Sends many concurrent requests, each on its own connection. */
public final class Requests {
    private Requests() {}

    /** Sends them and returns the statuses to come. */
    public static List<Future<Integer>> send(Vertx vertx, int port, String path, String token, int number) {
        WebClient client = WebClient.create(vertx, new WebClientOptions(), new PoolOptions().setHttp1MaxSize(number));
        List<Future<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            answers.add(client.get(port, "127.0.0.1", path)
                    .putHeader("X-Auth-Token", token)
                    .send()
                    .map(HttpResponse::statusCode));
        }
        return answers;
    }
}
