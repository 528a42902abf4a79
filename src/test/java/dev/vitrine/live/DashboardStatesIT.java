package dev.vitrine.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The dashboard of gateways that are well and of such with a fault: it names the fault, shows where it is, and has its form at
 * every width, light and dark. With -Dpictures=true screenshots are left in
 * target/pictures, as STATE-WIDTH-SCHEME.png.
 */
@Tag("live")
@ExtendWith(VertxExtension.class)
@Timeout(180)
class DashboardStatesIT {
    private static final Path PICTURES = Path.of("target/pictures");
    private static final int[] WIDTHS = {360, 768, 1280, 1920, 2560};
    private static final String LIST = "/v2/openstack/images/detail?name=fakeimage7";

    /** Returns what is wrong with the layout: what is wider than the page or than its box, and rows of cards with holes. */
    private static final String FLAWS = """
            (() => {
              const flaws = [], width = document.documentElement.clientWidth, near = (a, b) => Math.abs(a - b) <= 1.5;
              if (document.documentElement.scrollWidth > width) flaws.push('the page is ' + document.documentElement.scrollWidth + ' wide');
              const name = e => e.tagName + '#' + e.id + '.' + e.getAttribute('class') + ' ' + e.textContent.slice(0, 30);
              for (const e of document.querySelectorAll('main *, header *')) {
                if (!e.checkVisibility() || e.closest('.hidden, .wide, svg')) continue;
                const box = e.getBoundingClientRect();
                if (box.width && (box.left < -1 || box.right > width + 1)) flaws.push('beyond the page: ' + name(e));
                const card = e.closest('.card, .node, #status');
                if (card && card !== e && e.id !== 'then' && !e.closest('#then') && box.width && (box.right > card.getBoundingClientRect().right + 1 || box.bottom > card.getBoundingClientRect().bottom + 1)) flaws.push('beyond its card: ' + name(e));
                const style = getComputedStyle(e);
                if (e.scrollWidth > e.clientWidth + 1 && style.overflowX === 'hidden' && style.textOverflow !== 'ellipsis') flaws.push('cut off: ' + name(e));
              }
              for (const grid of document.querySelectorAll('main > .grid')) {
                const rows = new Map(), outer = grid.getBoundingClientRect();
                for (const e of grid.children) { const box = e.getBoundingClientRect(), top = Math.round(box.top); rows.set(top, [...(rows.get(top) || []), box]); }
                for (const [top, boxes] of rows) {
                  boxes.sort((a, b) => a.left - b.left);
                  if (!near(boxes[0].left, outer.left) || !near(boxes[boxes.length - 1].right, outer.right)) flaws.push('a hole in ' + grid.className + ' at ' + top);
                  boxes.slice(1).forEach((box, i) => { if (box.left - boxes[i].right > 24) flaws.push('a hole between cards of ' + grid.className); });
                  if (boxes.some(box => !near(box.bottom, boxes[0].bottom))) flaws.push('cards of one row differ in height: ' + grid.className);
                }
              }
              for (const text of document.querySelectorAll('.plot text')) {
                const box = text.getBoundingClientRect(), plot = text.closest('.plot').getBoundingClientRect();
                if (box.left < plot.left - 2 || box.right > plot.right + 2) flaws.push('cut off: ' + text.textContent);
              }
              return flaws.join('\\n');
            })()""";

    @TempDir
    private Path folder;

    private Vertx vertx;
    private Chromium chromium;
    private long timer;
    private int requests;

    @BeforeEach
    void open(Vertx own) throws Exception {
        vertx = own;
        chromium = Chromium.start(folder.resolve("profile"));
        chromium.size(1280, 900, false);
    }

    @AfterEach
    void close() throws Exception {
        vertx.cancelTimer(timer);
        chromium.close();
    }

    /** Has clients send so many requests in each interval, whether or not those before are answered. */
    private void load(TestGateway gateway, int number, Duration interval) {
        HttpClient client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(64));
        timer = vertx.setPeriodic(interval.toMillis(), tick -> {
            for (int i = 0; i < number; i++) {
                ask(client, gateway, requests++);
            }
        });
    }

    private void ask(HttpClient client, TestGateway gateway, int number) {
        String token = number % 7 == 0 ? "unknown-" + number : "demo";
        client.request(HttpMethod.GET, gateway.port(), "127.0.0.1", path(number))
                .compose(request ->
                        request.putHeader("X-Auth-Token", token).send().compose(HttpClientResponse::body));
    }

    private static String path(int number) {
        return switch (number % 4) {
            case 0 -> LIST;
            case 1 -> "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;
            case 2 -> "/v2/openstack/images/" + TestGateway.PUBLIC_IMAGE;
            default -> "/v2/openstack/images/99999999-0000-4000-8000-%012x".formatted(number);
        };
    }

    private void shows(TestGateway gateway, String condition) throws Exception {
        chromium.open("http://127.0.0.1:" + gateway.managementPort() + "/");
        chromium.await(condition);
    }

    private String text(String selector) throws Exception {
        return (String) chromium.run("document.querySelector('" + selector + "').textContent");
    }

    private void hasItsFormAtEveryWidth(String state) throws Exception {
        for (String scheme : List.of("light", "dark")) {
            chromium.scheme(scheme);
            for (int width : WIDTHS) {
                chromium.size(width, width < 700 ? 800 : width * 9 / 16, width < 700);
                chromium.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
                chromium.picture(PICTURES.resolve(state + "-" + width + "-" + scheme + ".png"));
                assertThat(chromium.run(FLAWS))
                        .as(state + " " + width + " " + scheme)
                        .isEqualTo("");
            }
        }
    }

    @Test
    void aGatewayWithoutRequestsIsHealthy() throws Exception {
        TestGateway gateway = TestGateway.start(vertx);

        shows(gateway, "document.querySelector('#status').className === 'good' && samples.length > 2");

        assertThat(text("#status-line")).isEqualTo("Healthy; no requests at the moment.");
        hasItsFormAtEveryWidth("empty");
    }

    @Test
    void aBusyGatewayShowsItsRates() throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        load(gateway, 2, Duration.ofMillis(20));

        shows(gateway, "samples.filter(p => p.rate > 0).length > 8");

        hasItsFormAtEveryWidth("busy");
    }

    @Test
    void aDeadGlanceIsNamedAndMarked() throws Exception {
        TestGateway gateway = TestGateway.start(vertx, "glance.api-servers=http://127.0.0.1:1");
        load(gateway, 2, Duration.ofMillis(20));

        shows(gateway, "document.querySelector('#f-glance').className === 'node failing' && samples.length > 2");

        assertThat(text("#status-line")).contains("Glance at http://127.0.0.1:1: connection refused");
        assertThat(text("#f-glance .state")).startsWith("circuit open: connection refused");
        assertThat(chromium.run("document.querySelector('#f-keystone').className"))
                .isEqualTo("node ok");
        hasItsFormAtEveryWidth("glance-dead");
    }

    @Test
    void aDeadKeystoneIsNamedAndMarked() throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        gateway.get("demo", LIST);
        gateway.keystone.stop();
        load(gateway, 2, Duration.ofMillis(20));

        shows(gateway, "document.querySelector('#f-keystone').className === 'node failing' && samples.length > 2");

        assertThat(text("#status-line")).contains("Keystone at " + gateway.keystone.url() + ": connection refused");
        hasItsFormAtEveryWidth("keystone-dead");
    }

    @Test
    void anUntrustedCertificateIsNamedWithWhatToDo() throws Exception {
        HttpServer glance = vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addCertPath("src/test/resources/tls/localhost.pem")
                                .addKeyPath("src/test/resources/tls/localhost.key")))
                .requestHandler(request -> request.response().end())
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
        TestGateway gateway = TestGateway.start(vertx, "glance.api-servers=https://127.0.0.1:" + glance.actualPort());
        load(gateway, 1, Duration.ofMillis(20));

        shows(gateway, "document.querySelector('#f-glance').className === 'node failing' && samples.length > 2");

        assertThat(text("#status-line")).contains("untrusted certificate");
        assertThat(text("#status-why")).contains("cafile");
        hasItsFormAtEveryWidth("wrong-certificate");
    }

    @Test
    void aBrokerThatIsGoneIsMarkedAndRequestsAreServed() throws Exception {
        String password =
                Files.writeString(folder.resolve("password"), "s3cret").toString();
        TestGateway gateway =
                TestGateway.start(vertx, "events.brokers=127.0.0.1:1", "events.password-file=" + password);
        load(gateway, 1, Duration.ofMillis(20));

        shows(gateway, "document.querySelector('#f-rabbitmq').className === 'node degraded' && samples.length > 2");

        assertThat(text("#f-rabbitmq .state")).contains("the broker is not connected");
        assertThat(chromium.run("document.querySelector('#f-glance').className"))
                .isEqualTo("node ok");
        hasItsFormAtEveryWidth("rabbitmq-gone");
    }

    @Test
    void aFullQueueIsMarkedAtItsService() throws Exception {
        TestGateway gateway = TestGateway.start(
                vertx, "glance.max-connections=1", "glance.min-calls=1", "glance.max-waiting=1", "glance.timeout=2s");
        gateway.glance.answerWith(
                (HttpServerRequest request) -> vertx.setTimer(500, late -> gateway.glance.pass(request)));
        load(gateway, 8, Duration.ofMillis(50));

        shows(gateway, "state.status.problems.some(p => p.kind === 'calls-rejected') && samples.length > 2");

        assertThat(chromium.run("document.querySelector('#f-glance').className"))
                .asString()
                .matches("node (degraded|failing)");
        hasItsFormAtEveryWidth("queue-full");
    }
}
