package dev.vitrine.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.config.listen.ManagementConfig;
import dev.vitrine.config.source.Redaction;
import dev.vitrine.config.source.UnreadableFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that name a running gateway's management listener, and requests to it. */
final class ManagementOptions {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    @Option(
            names = "--management",
            paramLabel = "URL",
            description = "URL of the gateway's management listener. Default: ${DEFAULT-VALUE}.")
    private String url = "http://127.0.0.1:" + ManagementConfig.DEFAULT_PORT;

    @Option(
            names = "--management-token-file",
            paramLabel = "FILE",
            description = "The file that holds the management token. Default: VITRINE_MANAGEMENT_TOKEN.")
    private @Nullable Path tokenFile;

    /** Made for the first request: picocli makes these options for every command, and a client takes a TLS context. */
    private @Nullable HttpClient client;

    /** A request has no usable response; the message says what to do next. */
    static final class NoAnswerException extends Exception {
        private static final long serialVersionUID = 1;

        NoAnswerException(String message) {
            super(message);
        }
    }

    /** Returns the response's body; fails unless its status is 200. The headers are names and values in turn. */
    String ask(String method, String path, String... headers) throws NoAnswerException, InterruptedException {
        HttpResponse<byte[]> response = send(method, path, headers);
        String body = new String(response.body(), UTF_8);
        if (response.statusCode() != 200) {
            throw new NoAnswerException(
                    shown(url) + path + " responds with " + response.statusCode() + ": " + body.strip());
        }
        return body;
    }

    /** Returns the listener's URL as it may be shown. */
    String shown() {
        return shown(url);
    }

    private HttpResponse<byte[]> send(String method, String path, String... headers)
            throws NoAnswerException, InterruptedException {
        HttpRequest.Builder request = request(url, path)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(TIMEOUT);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        String token = token();
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return send(request.build(), "no management listener at " + shown(url) + " (--management names another one)");
    }

    /** Sends a request to whatever address; the problem is the message where there is no response. */
    HttpResponse<byte[]> send(HttpRequest request, String problem) throws NoAnswerException, InterruptedException {
        try {
            return client().send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new NoAnswerException(problem);
        }
    }

    private HttpClient client() {
        HttpClient made = client;
        if (made == null) {
            made = HttpClient.newBuilder()
                    .connectTimeout(TIMEOUT)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
            client = made;
        }
        return made;
    }

    /** Returns a request for a path below a URL that a user gave. */
    static HttpRequest.Builder request(String url, String path) throws NoAnswerException {
        try {
            return HttpRequest.newBuilder(URI.create(url + path));
        } catch (IllegalArgumentException e) {
            throw new NoAnswerException(
                    shown(url) + path + " is no URL (expected: such as http://127.0.0.1:8774 and a path)");
        }
    }

    /** Returns the URL without what may be secret. */
    static String shown(String url) {
        return Redaction.ADDRESS.of(url);
    }

    private String token() throws NoAnswerException {
        return tokenFile == null ? System.getenv().getOrDefault("VITRINE_MANAGEMENT_TOKEN", "") : text(tokenFile);
    }

    /** Returns the text of a file that holds a token. */
    static String text(Path file) throws NoAnswerException {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new NoAnswerException(file + ": " + UnreadableFile.cause(file.toString())
                    + " (expected: a text file that holds the token)");
        }
    }
}
