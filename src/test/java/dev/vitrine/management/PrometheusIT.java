package dev.vitrine.management;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard and the alerts of {@code conf/} name no metric that a gateway does not expose. */
@ExtendWith(VertxExtension.class)
class PrometheusIT {
    private static final Path ALERTS = Path.of("conf/alerts.yaml");
    private static final Path OPERATING = Path.of("src/docs/operating.md");
    private static final Path DASHBOARD = Path.of("conf/grafana.json");
    private static final Pattern SERIES = Pattern.compile("\\b(?:vitrine|jvm|process|system)_[a-z_]+");

    @TempDir
    private Path folder;

    /** With a broker, which is not there: its metrics are there all the same. */
    private String scrape(Vertx vertx) throws Exception {
        String password =
                Files.writeString(folder.resolve("password"), "s3cret").toString();
        TestGateway gateway =
                TestGateway.start(vertx, "events.brokers=127.0.0.1:1", "events.password-file=" + password);
        gateway.get("demo", "/v2/openstack/images/" + TestGateway.FAKEIMAGE7);
        return gateway.metrics();
    }

    private static Set<String> seriesIn(String expressions) {
        Set<String> names = new TreeSet<>();
        Matcher series = SERIES.matcher(expressions);
        while (series.find()) {
            names.add(series.group());
        }
        return names;
    }

    private static String expressions(Path dashboard) throws Exception {
        JsonObject whole = new JsonObject(Files.readString(dashboard));
        StringBuilder all = new StringBuilder(
                whole.getJsonObject("templating").getJsonArray("list").encode());
        for (Object panel : whole.getJsonArray("panels")) {
            JsonArray targets = ((JsonObject) panel).getJsonArray("targets");
            targets.forEach(target -> all.append(' ').append(((JsonObject) target).getString("expr")));
        }
        return all.toString();
    }

    @Test
    void everySeriesOfTheDashboardAndOfTheAlertsIsInAScrape(Vertx vertx) throws Exception {
        Set<String> exposed = scrape(vertx)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceAll("[{ ].*", ""))
                .collect(Collectors.toSet());

        Set<String> named = seriesIn(expressions(DASHBOARD));
        assertThat(named).hasSizeGreaterThan(15);
        assertThat(exposed).containsAll(named);
        assertThat(exposed).containsAll(seriesIn(Files.readString(ALERTS).replaceAll("(?m)^#.*$", "")));
    }

    /** With everything switched on that has metrics of its own. */
    @Test
    void everyMetricIsInTheDocumentationAndNoOther(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(
                vertx,
                "events.brokers=127.0.0.1:1",
                "events.password-file=" + Files.writeString(folder.resolve("password"), "s3cret"),
                "nova.api-servers=http://127.0.0.1:1",
                "listen.access-log=true",
                "listen.tls-certificate=src/test/resources/tls/localhost.pem",
                "listen.tls-key=src/test/resources/tls/localhost.key");
        Set<String> exposed = names(gateway.metrics(), "(?m)^# TYPE (vitrine_\\w+)");
        // Made by the first request or failure.
        exposed.addAll(Set.of(
                "vitrine_requests_total",
                "vitrine_request_seconds",
                "vitrine_backend_calls_total",
                "vitrine_backend_call_seconds",
                "vitrine_backend_endpoint_failures_total",
                "vitrine_notifications_total"));
        // A maximum beside each histogram, which Micrometer makes.
        exposed.removeIf(name -> name.endsWith("_seconds_max"));

        assertThat(names(Files.readString(OPERATING), "`(vitrine_\\w+)[`{]")).isEqualTo(exposed);
    }

    private static Set<String> names(String text, String pattern) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    @Test
    void everyLabelOfTheDashboardAndOfTheAlertsIsInAScrape(Vertx vertx) throws Exception {
        String metrics = scrape(vertx);
        String both = expressions(DASHBOARD) + Files.readString(ALERTS);
        Matcher label = Pattern.compile("[{,] ?([a-z]+)(?:=|!=|=~|!~)\"").matcher(both);
        Set<String> labels = new TreeSet<>();
        while (label.find()) {
            labels.add(label.group(1));
        }

        // What Prometheus adds itself.
        labels.removeAll(Set.of("instance", "job"));
        assertThat(labels).isNotEmpty().allMatch(name -> metrics.contains(name + "=\""));
    }

    @Test
    void promtoolAcceptsTheMetricsAndTheRules(Vertx vertx) throws Exception {
        assumeThat(isInstalled("promtool")).isTrue();
        Path metrics = Files.writeString(folder.resolve("metrics"), scrape(vertx));

        assertThat(promtool(metrics, "check", "metrics")).isEmpty();
        assertThat(promtool(metrics, "check", "rules", ALERTS.toString())).contains("SUCCESS: 12 rules found");
    }

    private static boolean isInstalled(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }

    /** Returns its output, and fails if its exit status is not 0. */
    private static String promtool(Path input, String... arguments) throws Exception {
        ProcessBuilder tool = new ProcessBuilder("promtool");
        tool.command().addAll(Arrays.asList(arguments));
        Process process =
                tool.redirectInput(input.toFile()).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
