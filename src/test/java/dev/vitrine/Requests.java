package dev.vitrine;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.util.ArrayList;
import java.util.List;

/** Many requests at once, each on a connection of its own. */
final class Requests {
    private Requests() {}

    /** Sends them and returns the statuses to come. */
    static List<Future<Integer>> send(Vertx vertx, int port, String path, String token, int number) {
        HttpClient client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(number));
        List<Future<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            answers.add(client.request(HttpMethod.GET, port, "127.0.0.1", path)
                    .compose(request -> request.putHeader("X-Auth-Token", token).send())
                    .compose(response -> response.body().map(body -> response.statusCode())));
        }
        return answers;
    }
}
