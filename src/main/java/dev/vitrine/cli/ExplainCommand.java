package dev.vitrine.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vitrine explain}: makes one request to a running gateway, and tells what came of it and why. */
@Command(
        name = "explain",
        description = {
            "Makes one GET to a running gateway and tells who the token is, what the memory had, what Glance answered and"
                    + " where the time went.",
            "The token comes from a file or from OS_TOKEN (export OS_TOKEN=$(openstack token issue -f value -c id)); it"
                    + " is never shown."
        },
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Pattern IMAGE =
            Pattern.compile("/images/(\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12})");

    @Parameters(paramLabel = "PATH", description = "What to ask for, such as /v2/PROJECT/images/ID.")
    private String path = "/";

    @Option(names = "--api", paramLabel = "URL", description = "Where the API is. Default: ${DEFAULT-VALUE}.")
    private String api = "http://127.0.0.1:8774";

    @Option(
            names = "--management",
            paramLabel = "URL",
            description = "Where the same gateway's management listener is. Default: ${DEFAULT-VALUE}.")
    private String management = "http://127.0.0.1:8775";

    @Option(names = "--token-file", paramLabel = "FILE", description = "The file that holds the token.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--management-token-file",
            paramLabel = "FILE",
            description = "The file that holds what management.token-file does. Default: VITRINE_MANAGEMENT_TOKEN.")
    private @Nullable Path managementTokenFile;

    @Option(names = "--accept", paramLabel = "TYPE", description = "The media type. Default: ${DEFAULT-VALUE}.")
    private String accept = "application/json";

    @Spec
    private CommandSpec spec;

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    @SuppressWarnings("NullAway.Init") // picocli sets the field before it runs anything
    ExplainCommand() {}

    /** Why nothing can be explained; the message says what to do next. */
    private static final class CannotExplain extends Exception {
        private static final long serialVersionUID = 1;

        CannotExplain(String message) {
            super(message);
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            Explanation explanation = explanation();
            PrintWriter out = spec.commandLine().getOut();
            explanation.lines().forEach(out::println);
            out.flush();
            return 0;
        } catch (CannotExplain e) {
            spec.commandLine().getErr().println("vitrine: " + e.getMessage());
            return 1;
        }
    }

    private Explanation explanation() throws CannotExplain, InterruptedException {
        String token = token();
        String id = "req-" + UUID.randomUUID();
        JsonObject knownBefore = ask("GET", "/token", token);
        JsonObject imageBefore = image(token);
        ask("PUT", "/requests/" + id, token);
        long start = System.nanoTime();
        HttpResponse<byte[]> answer = send(
                request(api, path)
                        .header("X-Auth-Token", token)
                        .header("X-OpenStack-Request-ID", id)
                        .header("Accept", accept)
                        .timeout(Duration.ofMinutes(1))
                        .GET()
                        .build(),
                "no gateway at " + api + " (--api names another one)");
        long nanos = System.nanoTime() - start;
        JsonObject became = became(id, token);
        return new Explanation(
                path, id, knownBefore, ask("GET", "/token", token), imageBefore, image(token), answer, became, nanos);
    }

    private @Nullable JsonObject image(String token) throws CannotExplain, InterruptedException {
        Matcher image = IMAGE.matcher(path);
        return image.find() ? ask("GET", "/cache/images/" + image.group(1), token) : null;
    }

    private JsonObject became(String id, String token) throws CannotExplain, InterruptedException {
        JsonObject became = ask("GET", "/requests/" + id, token);
        if (became.getJsonObject("answer") == null) {
            throw new CannotExplain("the gateway at " + management + " knows nothing of the request: is it the one at "
                    + api + "? (--management names another one)");
        }
        return became;
    }

    private JsonObject ask(String method, String asked, String token) throws CannotExplain, InterruptedException {
        HttpRequest.Builder request = request(management, asked)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(PATIENCE);
        if (asked.equals("/token")) {
            request.header("X-Auth-Token", token);
        }
        String managementToken = managementToken();
        if (!managementToken.isEmpty()) {
            request.header("Authorization", "Bearer " + managementToken);
        }
        HttpResponse<byte[]> answer =
                send(request.build(), "no management listener at " + management + " (--management names another one)");
        String body = new String(answer.body(), UTF_8);
        if (answer.statusCode() != 200) {
            throw new CannotExplain(management + asked + " answers " + answer.statusCode() + ": " + body.strip());
        }
        return new JsonObject(body);
    }

    private static HttpRequest.Builder request(String where, String asked) throws CannotExplain {
        try {
            return HttpRequest.newBuilder(URI.create(where + asked));
        } catch (IllegalArgumentException e) {
            throw new CannotExplain(where + asked + " is no URL (expected: such as http://127.0.0.1:8774 and a path)");
        }
    }

    private HttpResponse<byte[]> send(HttpRequest request, String problem) throws CannotExplain, InterruptedException {
        try {
            return client.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new CannotExplain(problem);
        }
    }

    private String token() throws CannotExplain {
        String token = tokenFile == null ? System.getenv().getOrDefault("OS_TOKEN", "") : text(tokenFile);
        if (!token.matches("[!-~]+")) {
            throw new CannotExplain(
                    "no token (expected: in OS_TOKEN, as of: export OS_TOKEN=$(openstack token issue -f value"
                            + " -c id), or in the file named by --token-file)");
        }
        return token;
    }

    private String managementToken() throws CannotExplain {
        return managementTokenFile == null
                ? System.getenv().getOrDefault("VITRINE_MANAGEMENT_TOKEN", "")
                : text(managementTokenFile);
    }

    private static String text(Path file) throws CannotExplain {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new CannotExplain(file + " cannot be read (expected: a text file that holds the token)");
        }
    }
}
