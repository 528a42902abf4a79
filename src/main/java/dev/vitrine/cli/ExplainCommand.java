package dev.vitrine.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.cli.ManagementOptions.NoAnswerException;
import dev.vitrine.config.listen.ListenConfig;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vitrine explain}: sends one request to a running gateway, and explains its response. */
@Command(
        name = "explain",
        description = {
            "Sends one GET to a running gateway and shows the token's validation, the cache entries of the image or list, the"
                    + " calls to Glance and Keystone, and where the time went.",
            "The token comes from a file or from OS_TOKEN (export OS_TOKEN=$(openstack token issue -f value -c id)); it"
                    + " is never shown."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.VersionLine.class,
        exitCodeListHeading = Main.EXIT_CODES,
        exitCodeList = {
            "0:There was a response, whatever its status.",
            "1:There was none, or the gateway could not explain it.",
            "2:Wrong usage."
        })
final class ExplainCommand implements Callable<Integer> {
    /** Longer than the gateway's own limit for a list, by default. */
    private static final Duration REQUEST_TIMEOUT = Duration.ofMinutes(2);

    private static final Pattern IMAGE =
            Pattern.compile("/images/(\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12})");
    private static final Pattern LIST = Pattern.compile("[^?]*/images(?:/detail)?(?:\\.json|\\.xml)?(?:\\?.*)?");

    @Parameters(
            paramLabel = "PATH",
            description = "The path to request, such as /v2/PROJECT/images/ID or '/v2/PROJECT/images/detail?limit=10'.")
    private String path = "/";

    @Option(names = "--api", paramLabel = "URL", description = "URL of the API. Default: ${DEFAULT-VALUE}.")
    private String api = "http://127.0.0.1:" + ListenConfig.DEFAULT_PORT;

    @Mixin
    private ManagementOptions management = new ManagementOptions();

    @Option(names = "--token-file", paramLabel = "FILE", description = "The file that holds the token.")
    private @Nullable Path tokenFile;

    @Option(names = "--accept", paramLabel = "TYPE", description = "The media type. Default: ${DEFAULT-VALUE}.")
    private String accept = "application/json";

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the field before it runs anything
    ExplainCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        try {
            Explanation explanation = explanation();
            PrintWriter out = spec.commandLine().getOut();
            explanation.lines().forEach(out::println);
            out.flush();
            return 0;
        } catch (NoAnswerException e) {
            spec.commandLine().getErr().println("vitrine: " + e.getMessage());
            return 1;
        }
    }

    private Explanation explanation() throws NoAnswerException, InterruptedException {
        String token = token();
        String id = "req-" + UUID.randomUUID();
        JsonObject tokenBefore = ask("GET", "/token", token);
        JsonObject cachedBefore = cached(token);
        ask("PUT", "/requests/" + id, token);
        long start = System.nanoTime();
        HttpResponse<byte[]> response = management.send(
                ManagementOptions.request(api, path)
                        .header("X-Auth-Token", token)
                        .header("X-OpenStack-Request-ID", id)
                        .header("Accept", accept)
                        .timeout(REQUEST_TIMEOUT)
                        .GET()
                        .build(),
                "no gateway at " + ManagementOptions.shown(api) + " (--api names another one)");
        long nanos = System.nanoTime() - start;
        JsonObject trace = trace(id, token);
        return new Explanation(
                path,
                id,
                tokenBefore,
                ask("GET", "/token", token),
                cachedBefore,
                cached(token),
                response,
                trace,
                nanos);
    }

    /** Returns the cache entries of the image or list that the path asks for; null for any other path. */
    private @Nullable JsonObject cached(String token) throws NoAnswerException, InterruptedException {
        if (LIST.matcher(path).matches()) {
            return ask("GET", "/cache/lists?path=" + encoded(path) + "&accept=" + encoded(accept), token);
        }
        Matcher image = IMAGE.matcher(path);
        return image.find() ? ask("GET", "/cache/images/" + image.group(1), token) : null;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    private JsonObject trace(String id, String token) throws NoAnswerException, InterruptedException {
        JsonObject trace = ask("GET", "/requests/" + id, token);
        if (trace.getJsonObject("response") == null) {
            throw new NoAnswerException("the gateway at " + management.shown()
                    + " has no trace of the request: does it belong to the API at " + ManagementOptions.shown(api)
                    + "? (--management names another one)");
        }
        return trace;
    }

    private JsonObject ask(String method, String path, String token) throws NoAnswerException, InterruptedException {
        return new JsonObject(
                path.equals("/token")
                        ? management.ask(method, path, "X-Auth-Token", token)
                        : management.ask(method, path));
    }

    private String token() throws NoAnswerException {
        String token =
                tokenFile == null ? System.getenv().getOrDefault("OS_TOKEN", "") : ManagementOptions.text(tokenFile);
        if (!token.matches("[!-~]+")) {
            throw new NoAnswerException(
                    "no token (expected: in OS_TOKEN, as of: export OS_TOKEN=$(openstack token issue -f value"
                            + " -c id), or in the file named by --token-file)");
        }
        return token;
    }
}
