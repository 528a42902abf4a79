package dev.vitrine.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard in Debian's Chromium. With -Dpictures=true screenshots are left in target/pictures. */
@Tag("live")
@ExtendWith(VertxExtension.class)
@Timeout(180)
class DashboardIT {
    private static final String IMAGE = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;

    /** Of the project's own image: a list with an image that another project shares is kept for a class, and for a token. */
    private static final String LIST = "/v2/openstack/images/detail?name=fakeimage7";

    private static final Path PICTURES = Path.of("target/pictures");
    private static final Pattern ANSWERED = Pattern.compile("(?m)^vitrine_requests_total\\{.*} (\\S+)$");

    /** Returns the texts whose contrast to their background is too low (WCAG 2.2, 1.4.3). */
    private static final String FAINT = """
            (() => {
              const rgb = text => text.match(/[\\d.]+/g).map(Number);
              const light = c => { const [r, g, b] = c.slice(0, 3).map(v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
              const behind = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
              const faint = [];
              for (const e of document.querySelectorAll('body *')) {
                const text = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
                if (!text || !e.checkVisibility() || e.closest('script')) continue;
                const [a, b] = [light(rgb(getComputedStyle(e).color)), light(behind(e))];
                const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                if (ratio < 4.5) faint.push(e.textContent.slice(0, 40) + ' ' + ratio.toFixed(2));
              }
              return JSON.stringify(faint);
            })()""";

    @TempDir
    private Path folder;

    /** Requests images until it is ended. */
    private static final class Load {
        private final AtomicBoolean ends = new AtomicBoolean();
        private final List<Thread> threads = new ArrayList<>();

        Load(TestGateway gateway) {
            for (int i = 0; i < 2; i++) {
                Thread thread = new Thread(() -> ask(gateway));
                threads.add(thread);
                thread.start();
            }
        }

        private void ask(TestGateway gateway) {
            for (int i = 0; !ends.get(); i++) {
                try {
                    gateway.get("demo", i % 3 == 0 ? "/v2/openstack/images/" + TestGateway.PUBLIC_IMAGE : IMAGE);
                    gateway.get("demo", LIST);
                } catch (java.io.IOException gone) {
                    return;
                }
            }
        }

        void end() throws InterruptedException {
            ends.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private static String url(TestGateway gateway) {
        return "http://127.0.0.1:" + gateway.managementPort() + "/";
    }

    private static String text(Chromium chromium, String id) throws Exception {
        return (String) chromium.run("document.querySelector('" + id + "').textContent");
    }

    private static void picturesOf(Chromium chromium, String state) throws Exception {
        chromium.size(1280, 900, false);
        chromium.picture(PICTURES.resolve(state + "-desktop.png"));
        chromium.scheme("dark");
        chromium.picture(PICTURES.resolve(state + "-desktop-dark.png"));
        chromium.size(390, 844, true);
        chromium.picture(PICTURES.resolve(state + "-phone-dark.png"));
        chromium.scheme("light");
        chromium.picture(PICTURES.resolve(state + "-phone.png"));
        chromium.size(1280, 900, false);
    }

    private static void isReadableInEveryForm(Chromium chromium) throws Exception {
        for (String scheme : List.of("light", "dark")) {
            chromium.scheme(scheme);
            assertThat(chromium.run(FAINT)).as(scheme).isEqualTo("[]");
        }
        chromium.scheme("light");
        chromium.size(320, 700, true);
        assertThat(chromium.run("document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo(true);
        chromium.size(1280, 900, false);
    }

    private static void hasDoneNothingElse(Chromium chromium, String url) {
        assertThat(chromium.events("Runtime.exceptionThrown")).isEmpty();
        assertThat(chromium.events("Runtime.consoleAPICalled")).isEmpty();
        assertThat(chromium.events("Log.entryAdded")).isEmpty();
        assertThat(chromium.events("Network.requestWillBeSent"))
                .extracting(event -> event.getJsonObject("request").getString("url"))
                .allMatch(asked -> asked.startsWith(url) || asked.startsWith("data:"));
    }

    @Test
    void theStatusNamesTheMostSevereProblem(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        try (Chromium chromium = Chromium.start(folder)) {
            chromium.size(1280, 900, false);
            chromium.open(url(gateway));
            chromium.await("document.querySelector('#status').className === 'good'");
            assertThat(text(chromium, "#status-line")).isEqualTo("Healthy; no requests at the moment.");
            assertThat(text(chromium, "#instance")).matches("\\S+:" + gateway.port() + " version \\S+, up \\d+ s");
            isReadableInEveryForm(chromium);
            picturesOf(chromium, "empty");

            Load busy = new Load(gateway);
            chromium.await("parseFloat(document.querySelector('#f-rate b').textContent) > 0");
            String before = text(chromium, "#f-rate b");
            chromium.await("document.querySelector('#f-rate b').textContent !== '" + before + "'");
            chromium.await("samples.filter(p => p.rate > 0).length > 6");
            // The load itself may take all of a small machine.
            assertThat(chromium.run("state.status.problems.map(p => p.kind)"
                            + ".filter(kind => kind !== 'cpu' && kind !== 'event-loop-lag').join()"))
                    .isEqualTo("");
            assertThat(text(chromium, "#status-line"))
                    .isEqualTo(chromium.run("state.status.problems.length ? state.status.headline : 'Healthy.'"));
            assertThat(text(chromium, "#f-hits b")).matches("(9\\d|9\\d\\.\\d|100) %");
            assertThat(text(chromium, "#top-images")).contains(TestGateway.FAKEIMAGE7);
            assertThat(text(chromium, "#f-hits .size")).matches("2 images, 1 list, \\d+ KiB");
            assertThat(text(chromium, "#cache tbody"))
                    .matches(
                            "Hit ratio(9\\d|9\\d\\.\\d|100) %(9\\d|9\\d\\.\\d|100) %Hits per second.*Entries21Size.*64 MiB16 MiB");
            isReadableInEveryForm(chromium);
            picturesOf(chromium, "busy");
            busy.end();
            agreesWithTheMetrics(chromium, gateway);

            gateway.glance.answerWith((HttpServerRequest request) ->
                    request.response().setStatusCode(503).end());
            RawHttp.send(gateway.managementPort(), "DELETE", "/cache/images", "Host: 127.0.0.1");
            Load more = new Load(gateway);
            chromium.await("document.querySelector('#status').className === 'bad'");
            chromium.await("document.querySelector('#f-glance').className === 'node failing'");
            chromium.await("document.querySelector('#link-glance .edge').className === 'edge failing'");
            chromium.await("document.querySelector('#f-glance .state').textContent.startsWith('circuit open: ')");
            chromium.await("document.querySelectorAll('#faults code').length > 5");
            assertThat(text(chromium, "#status-line"))
                    .isEqualTo("Glance at " + gateway.glance.url() + ": status 503; circuit breaker open.");
            assertThat(text(chromium, "#status-why")).isEqualTo("It, or a proxy before it, is overloaded or down.");
            assertThat(text(chromium, "#level")).matches("Failing since \\d\\d:\\d\\d:\\d\\d, for \\d+ s");
            assertThat(text(chromium, "#others")).contains("of the requests end in a fault");
            assertThat(text(chromium, "#say")).startsWith("Failing: Glance at ");
            isReadableInEveryForm(chromium);
            picturesOf(chromium, "down");
            more.end();
            hasDoneNothingElse(chromium, url(gateway));
        }
    }

    /** The samples of the page add up to what a scrape counts. */
    private static void agreesWithTheMetrics(Chromium chromium, TestGateway gateway) throws Exception {
        chromium.await("samples[samples.length - 1].rate === 0");
        Matcher answered = ANSWERED.matcher(gateway.metrics());
        double counted = 0;
        while (answered.find()) {
            counted += Double.parseDouble(answered.group(1));
        }
        Number added = (Number) chromium.run("samples.reduce((sum, p) => sum + p.rate * 2, 0)");

        assertThat(counted).isPositive();
        assertThat(added.doubleValue()).isCloseTo(counted, within(counted / 20));
    }

    @Test
    void imagesAreSearchedAndInvalidatedByKeyboardAlone(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        gateway.get("demo", IMAGE);
        try (Chromium chromium = Chromium.start(folder)) {
            chromium.open(url(gateway));
            chromium.await("samples.length > 0 && document.querySelector('#found tbody')");
            List<String> reached = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                chromium.key("Tab");
                reached.add((String) chromium.run(
                        "(e => (e.id || e.getAttribute('aria-label') || (e === document.body ? 'BODY' : e.textContent)) + ' '"
                                + " + getComputedStyle(e).outlineStyle)(document.activeElement)"));
            }
            assertThat(reached)
                    .contains(
                            "API solid",
                            "strip solid",
                            "p-latency solid",
                            "image solid",
                            "project solid",
                            "state solid",
                            "Search solid",
                            "invalidate-all solid",
                            "list solid",
                            "Look up list solid",
                            "Invalidate image " + TestGateway.FAKEIMAGE7 + " solid");
            assertThat(reached).noneMatch(element -> element.endsWith(" none") && !element.startsWith("BODY"));

            chromium.run("document.querySelector('#image').focus()");
            chromium.send("Input.insertText", new JsonObject().put("text", TestGateway.FAKEIMAGE7.substring(0, 8)));
            chromium.key("Enter");
            chromium.await(
                    "document.querySelector('#found-line').textContent === '1 entry, one for each image and access class.'");
            assertThat(text(chromium, "#found tbody"))
                    .matches(TestGateway.FAKEIMAGE7
                            + "openstack(fresh|stale|must-revalidate).*private[0-9a-f]{8}json.*Invalidate");
            chromium.picture(PICTURES.resolve("found-desktop.png"));
            chromium.run("document.querySelector('#invalidate-found').focus()");
            chromium.key("Enter");
            chromium.await("document.querySelector('#ask').open && document.activeElement.id === 'ask-no'");
            chromium.picture(PICTURES.resolve("confirm-desktop.png"));
            assertThat(entries(gateway)).doesNotContain("\"entries\":[]");
            chromium.key("Tab");
            chromium.key("Enter");
            chromium.await("document.querySelector('#found-line').textContent"
                    + ".startsWith('Invalidated: 1 image and all lists.')");

            assertThat(entries(gateway)).contains("\"entries\":[]");
            gateway.get("demo", LIST);
            chromium.run("document.querySelector('#list').focus()");
            chromium.send("Input.insertText", new JsonObject().put("text", LIST));
            chromium.key("Enter");
            chromium.await("document.querySelector('#found').textContent.includes('fresh')");
            assertThat(text(chromium, "#found-line")).isEqualTo("Cached for 1 access class:");
            assertThat(text(chromium, "#found")).matches("StateAgeImagesSizeAccess classfresh.*[0-9a-f]{8}");
            everythingHasAName(chromium);
            hasDoneNothingElse(chromium, url(gateway));
        }
    }

    private static String entries(TestGateway gateway) throws Exception {
        return RawHttp.send(
                        gateway.managementPort(), "GET", "/cache/images/" + TestGateway.FAKEIMAGE7, "Host: 127.0.0.1")
                .body();
    }

    @Test
    void whatWasAtATimeIsShownByKeyboard(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "glance.api-servers=http://127.0.0.1:1");
        gateway.get("demo", IMAGE);
        try (Chromium chromium = Chromium.start(folder)) {
            chromium.open(url(gateway));
            chromium.await("document.querySelector('#strip-now').textContent.startsWith('problems for ')");
            chromium.await("samples.length > 4");
            for (int i = 0; i < 5; i++) {
                chromium.key("Tab");
            }
            assertThat(chromium.run("document.activeElement.id")).isEqualTo("strip");
            chromium.await("!document.querySelector('#then').hidden");
            chromium.await("document.querySelector('#then').textContent.includes('connection refused')");
            assertThat((String) chromium.run("document.querySelector('#strip').getAttribute('aria-valuetext')"))
                    .matches(
                            "\\d\\d:\\d\\d:\\d\\d (degraded|failing) .*Glance at http://127.0.0.1:1: connection refused.*");
            chromium.key("Home");
            chromium.await("document.querySelector('#then').textContent.includes('no data')");
            chromium.key("Escape");
            chromium.await("document.querySelector('#then').hidden");

            chromium.key("Tab");
            assertThat(chromium.run("document.activeElement.id")).isEqualTo("p-rate");
            String last = "document.querySelector('#p-rate').getAttribute('aria-valuetext')";
            chromium.await("/^\\d\\d:\\d\\d:\\d\\d: requests [^,]+, coalesced [^,]+, faults /.test(" + last + ")");
            String at = (String) chromium.run(last);
            chromium.key("ArrowLeft");
            chromium.key("ArrowLeft");
            chromium.await(last + " !== '" + at + "' && document.querySelectorAll('#charts .cursor').length > 5");
        }
    }

    @Test
    void aGatewayThatIsGoneIsSaidToBeUnreachable(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        try (Chromium chromium = Chromium.start(folder)) {
            chromium.size(1280, 900, false);
            chromium.open(url(gateway));
            chromium.await("document.querySelector('#status').className === 'good'");
            gateway.gateway.close().await(10, TimeUnit.SECONDS);

            chromium.await("document.body.className === 'gone'");
            assertThat(text(chromium, "#status-line"))
                    .matches("No data since \\d\\d:\\d\\d:\\d\\d: the gateway is unreachable\\.");
            assertThat(chromium.run("document.querySelector('#status').className"))
                    .isEqualTo("bad");
            picturesOf(chromium, "gone");
        }
    }

    @Test
    void theDescriptionOfTheApiIsReadableInEveryForm(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        try (Chromium chromium = Chromium.start(folder)) {
            chromium.size(1280, 900, false);
            chromium.open(url(gateway) + "api");
            chromium.await("document.querySelectorAll('details').length > 50");
            chromium.run("document.querySelectorAll('details').forEach((d, i) => { d.open = i % 5 === 0; })");
            isReadableInEveryForm(chromium);
            hasDoneNothingElse(chromium, url(gateway));
        }
    }

    /** As screen readers present it. */
    private static void everythingHasAName(Chromium chromium) throws Exception {
        JsonArray nodes =
                chromium.send("Accessibility.getFullAXTree", new JsonObject()).getJsonArray("nodes");
        List<String> roles = new ArrayList<>();
        for (Object node : nodes) {
            String role =
                    ((JsonObject) node).getJsonObject("role", new JsonObject()).getString("value", "");
            String name =
                    ((JsonObject) node).getJsonObject("name", new JsonObject()).getString("value", "");
            if (List.of("button", "textbox", "combobox", "slider", "region", "heading")
                    .contains(role)) {
                roles.add(role);
                assertThat(name).as(role).isNotBlank();
            }
        }
        assertThat(roles).contains("button", "textbox", "combobox", "slider", "region", "heading");
    }

    @Test
    void aConfiguredTokenIsAskedForAndSentInAHeader(Vertx vertx) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "s3cret\n");
        TestGateway gateway = TestGateway.start(vertx, "management.token-file=" + token);
        try (Chromium chromium = Chromium.start(folder.resolve("profile"))) {
            chromium.open(url(gateway));
            chromium.await("document.activeElement.id === 'token'");
            chromium.send("Input.insertText", new JsonObject().put("text", "s3cret"));
            chromium.key("Enter");
            chromium.await("samples.length > 0 && document.querySelector('#login').hidden");

            assertThat(chromium.events("Network.requestWillBeSent"))
                    .noneMatch(event ->
                            event.getJsonObject("request").getString("url").contains("s3cret"));
        }
    }
}
