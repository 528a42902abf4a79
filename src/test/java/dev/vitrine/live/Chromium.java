package dev.vitrine.live;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A headless Chromium of Debian with one page, controlled by its DevTools protocol. */
final class Chromium implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("DevTools listening on ws://(127\\.0\\.0\\.1:\\d+)/");
    private static final int PATIENCE_SECONDS = 30;

    /** Codes of the keys that tests press. */
    private static final Map<String, Integer> KEYS =
            Map.of("Tab", 9, "Enter", 13, "Escape", 27, "Home", 36, "ArrowLeft", 37, "ArrowRight", 39);

    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger number = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonObject>> answers = new ConcurrentHashMap<>();
    private final List<JsonObject> events = Collections.synchronizedList(new ArrayList<>());

    private Chromium(Process process, String page) throws Exception {
        this.process = process;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(page), new Listener())
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
            text.append(part);
            if (isLast) {
                JsonObject message = new JsonObject(text.toString());
                text.setLength(0);
                CompletableFuture<JsonObject> answer = answers.remove(message.getInteger("id", -1));
                if (answer == null) {
                    events.add(message);
                } else {
                    answer.complete(message);
                }
            }
            from.request(1);
            return null;
        }
    }

    /** Starts it with an empty page, and records all events of the page. */
    static Chromium start(Path profile) throws Exception {
        Process process = new ProcessBuilder(
                        "chromium",
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--hide-scrollbars",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .start();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = lines.readLine();
        Matcher listening = LISTENING.matcher(String.valueOf(line));
        while (line != null && !listening.find()) {
            line = lines.readLine();
            listening.reset(String.valueOf(line));
        }
        // What it says later would fill the pipe.
        Thread drain = new Thread(() -> lines.lines().forEach(said -> {}), "chromium");
        drain.setDaemon(true);
        drain.start();
        JsonArray pages = new JsonArray(HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://" + listening.group(1) + "/json/list"))
                                .build(),
                        BodyHandlers.ofString())
                .body());
        JsonObject page = pages.stream()
                .map(JsonObject.class::cast)
                .filter(one -> one.getString("type").equals("page"))
                .findFirst()
                .orElseThrow();
        Chromium chromium = new Chromium(process, page.getString("webSocketDebuggerUrl"));
        for (String domain : List.of("Page", "Runtime", "Log", "Network", "Accessibility")) {
            chromium.send(domain + ".enable", new JsonObject());
        }
        return chromium;
    }

    JsonObject send(String method, JsonObject parameters) throws Exception {
        int id = number.incrementAndGet();
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        answers.put(id, answer);
        JsonObject message =
                new JsonObject().put("id", id).put("method", method).put("params", parameters);
        socket.sendText(message.encode(), true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        JsonObject answered = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (answered.containsKey("error")) {
            throw new IllegalStateException(method + ": " + answered.getJsonObject("error"));
        }
        return answered.getJsonObject("result");
    }

    /** Shows the page with a window of that size. */
    void size(int width, int height, boolean isPhone) throws Exception {
        send(
                "Emulation.setDeviceMetricsOverride",
                new JsonObject()
                        .put("width", width)
                        .put("height", height)
                        .put("deviceScaleFactor", 1)
                        .put("mobile", isPhone));
    }

    /** Shows the page as on a screen that is light or dark. */
    void scheme(String lightOrDark) throws Exception {
        JsonObject feature =
                new JsonObject().put("name", "prefers-color-scheme").put("value", lightOrDark);
        send("Emulation.setEmulatedMedia", new JsonObject().put("features", JsonArray.of(feature)));
    }

    void open(String url) throws Exception {
        send("Page.navigate", new JsonObject().put("url", url));
    }

    /** Returns the result of a script in the page. */
    Object run(String script) throws Exception {
        JsonObject result = send(
                "Runtime.evaluate",
                new JsonObject()
                        .put("expression", script)
                        .put("awaitPromise", true)
                        .put("returnByValue", true));
        if (result.containsKey("exceptionDetails")) {
            throw new IllegalStateException(
                    result.getJsonObject("exceptionDetails").encode());
        }
        return result.getJsonObject("result").getValue("value");
    }

    /** Waits until the result of the script is true. */
    void await(String condition) throws Exception {
        Object came = run("new Promise(done => { const end = Date.now() + 25000; const look = () => { let is = false;"
                + " try { is = Boolean(" + condition + "); } catch (e) { }"
                + " if (is || Date.now() > end) done(is); else setTimeout(look, 50); }; look(); })");
        if (!Boolean.TRUE.equals(came)) {
            throw new AssertionError("did not come to pass in the page: " + condition);
        }
    }

    void key(String name) throws Exception {
        int code = KEYS.getOrDefault(name, 0);
        for (String type : List.of("keyDown", "keyUp")) {
            JsonObject key = new JsonObject()
                    .put("type", type)
                    .put("key", name)
                    .put("code", name)
                    .put("windowsVirtualKeyCode", code);
            send(
                    "Input.dispatchKeyEvent",
                    name.equals("Enter") && type.equals("keyDown") ? key.put("text", "\r") : key);
        }
    }

    /** Saves a screenshot of the whole page, if {@code -Dpictures=true} asks for pictures: they take a while. */
    void picture(Path file) throws Exception {
        if (!Boolean.getBoolean("pictures")) {
            return;
        }
        JsonObject size = send("Page.getLayoutMetrics", new JsonObject()).getJsonObject("cssContentSize");
        JsonObject clip = new JsonObject()
                .put("x", 0)
                .put("y", 0)
                .put("width", size.getDouble("width"))
                .put("height", size.getDouble("height"))
                .put("scale", 1);
        String picture = send(
                        "Page.captureScreenshot",
                        new JsonObject()
                                .put("format", "png")
                                .put("captureBeyondViewport", true)
                                .put("clip", clip))
                .getString("data");
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getDecoder().decode(picture));
    }

    /** Returns the events with this name so far. */
    List<JsonObject> events(String name) {
        synchronized (events) {
            return events.stream()
                    .filter(event -> name.equals(event.getString("method")))
                    .map(event -> event.getJsonObject("params"))
                    .toList();
        }
    }

    @Override
    public void close() throws IOException {
        socket.abort();
        // Its helpers outlive it by a moment, and write to the profile until they end.
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        process.destroy();
        for (ProcessHandle one : all) {
            try {
                one.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                throw new IOException("does not end: " + one.info(), e);
            }
        }
    }
}
