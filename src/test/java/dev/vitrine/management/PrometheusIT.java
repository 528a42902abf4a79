package dev.vitrine.management;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.vitrine.status.Problem;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The dashboard and the alerts of {@code conf/} name no metric that a gateway does not expose. */
@ExtendWith(VertxExtension.class)
class PrometheusIT {
    private static final Path ALERTS = Path.of("conf/alerts.yaml");
    private static final Path ALERTS_TEST = Path.of("src/test/prometheus/alerts-test.yaml");
    private static final Path OPERATING = Path.of("src/docs/operating.md");
    private static final Path DASHBOARD = Path.of("conf/grafana.json");
    private static final Pattern SERIES = Pattern.compile("\\b(?:vitrine|jvm|process|system)_[a-z_]+");

    @TempDir
    private Path folder;

    /** With everything that has metrics of its own but TLS; the broker and Nova are not there. */
    private String scrape(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, settings());
        gateway.get("demo", "/v2/openstack/images/" + TestGateway.FAKEIMAGE7);
        gateway.get("demo", "/v2.1/servers");
        return gateway.metrics();
    }

    private String[] settings() throws Exception {
        String password =
                Files.writeString(folder.resolve("password"), "s3cret").toString();
        return new String[] {
            "events.brokers=127.0.0.1:1",
            "events.password-file=" + password,
            "nova.api-servers=http://127.0.0.1:1",
            "listen.access-log=true"
        };
    }

    /** Returns the same, and what there is with TLS alone. */
    private String scrapes(Vertx vertx) throws Exception {
        TestGateway withTls = TestGateway.start(
                vertx,
                "listen.tls-certificate=src/test/resources/tls/localhost.pem",
                "listen.tls-key=src/test/resources/tls/localhost.key");
        return scrape(vertx) + withTls.metrics();
    }

    private static Set<String> seriesIn(String expressions) {
        Set<String> names = new TreeSet<>();
        Matcher series = SERIES.matcher(expressions);
        while (series.find()) {
            names.add(series.group());
        }
        return names;
    }

    /** Returns the queries of the variables, the annotations and the panels. */
    private static List<String> queries() throws Exception {
        JsonObject whole = new JsonObject(Files.readString(DASHBOARD));
        List<String> all = new ArrayList<>();
        objects(whole.getJsonObject("annotations"), "list").forEach(each -> all.add(each.getString("expr")));
        panels().forEach(panel -> objects(panel, "targets").forEach(target -> all.add(target.getString("expr"))));
        return all;
    }

    private static String expressions() throws Exception {
        return new JsonObject(Files.readString(DASHBOARD))
                        .getJsonObject("templating")
                        .encode()
                + String.join(" ", queries());
    }

    /** Returns the panels, without the rows' titles between them. */
    private static List<JsonObject> panels() throws Exception {
        return objects(new JsonObject(Files.readString(DASHBOARD)), "panels").stream()
                .filter(panel -> !panel.getString("type").equals("row"))
                .toList();
    }

    private static List<JsonObject> objects(JsonObject parent, String key) {
        JsonArray array = parent.getJsonArray(key);
        return IntStream.range(0, array.size()).mapToObj(array::getJsonObject).toList();
    }

    /** A recording rule for each query has promtool parse it. */
    @Test
    void promtoolAcceptsEveryQueryOfTheDashboard() throws Exception {
        assumeThat(isInstalled("promtool")).isTrue();
        JsonArray rules = new JsonArray();
        for (String query : queries()) {
            String expression = query.replace("$__rate_interval", "5m").replace("$instance", ".*");
            rules.add(new JsonObject().put("record", "query:" + rules.size()).put("expr", expression));
        }
        JsonObject group = new JsonObject().put("name", "dashboard").put("rules", rules);
        Path file = Files.writeString(
                folder.resolve("queries.yaml"),
                new JsonObject().put("groups", new JsonArray().add(group)).encode());

        assertThat(promtool(file, "check", "rules", file.toString()))
                .contains("SUCCESS: " + rules.size() + " rules found");
    }

    @Test
    void everyPanelSaysWhatItShowsInWhichUnit() throws Exception {
        for (JsonObject panel : panels()) {
            String title = panel.getString("title");
            assertThat(title).isNotEmpty();
            assertThat(panel.getString("description")).as(title).endsWith(".");
            assertThat(panel.getJsonObject("fieldConfig")
                            .getJsonObject("defaults")
                            .getString("unit"))
                    .as(title)
                    .isNotEmpty();
        }
        assertThat(panels()).extracting(panel -> panel.getString("title")).doesNotHaveDuplicates();
    }

    /** Grafana's grid has 24 columns. */
    @Test
    void thePanelsLeaveNoHoles() throws Exception {
        Map<Integer, Integer> widths = new TreeMap<>();
        for (JsonObject panel : objects(new JsonObject(Files.readString(DASHBOARD)), "panels")) {
            JsonObject place = panel.getJsonObject("gridPos");
            widths.merge(place.getInteger("y"), place.getInteger("w"), Integer::sum);
        }

        assertThat(widths.values()).containsOnly(24);
    }

    @Test
    void everySeriesOfTheDashboardAndOfTheAlertsIsInAScrape(Vertx vertx) throws Exception {
        Set<String> exposed = scrapes(vertx)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceAll("[{ ].*", ""))
                .collect(Collectors.toSet());
        // Made by the first notification.
        exposed.add("vitrine_notifications_total");

        Set<String> named = seriesIn(expressions());
        assertThat(named).hasSizeGreaterThan(15);
        assertThat(exposed).containsAll(named);
        assertThat(exposed).containsAll(seriesIn(Files.readString(ALERTS).replaceAll("(?m)^#.*$", "")));
    }

    @Test
    void everyMetricIsInTheDocumentationAndNoOther(Vertx vertx) throws Exception {
        Set<String> exposed = names(scrapes(vertx), "(?m)^# TYPE (vitrine_\\w+)");
        // Made by the first notification.
        exposed.add("vitrine_notifications_total");
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
        String metrics = scrapes(vertx);
        String both = expressions() + Files.readString(ALERTS);
        Matcher label = Pattern.compile("[{,] ?([a-z]+)(?:=|!=|=~|!~)\"").matcher(both);
        Set<String> labels = new TreeSet<>();
        while (label.find()) {
            labels.add(label.group(1));
        }

        // What Prometheus adds itself.
        labels.removeAll(Set.of("instance", "job", "alertname", "alertstate"));
        assertThat(labels).isNotEmpty().allMatch(name -> metrics.contains(name + "=\""));
    }

    @Test
    void promtoolAcceptsTheMetricsAndTheRules(Vertx vertx) throws Exception {
        assumeThat(isInstalled("promtool")).isTrue();
        Path metrics = Files.writeString(folder.resolve("metrics"), scrape(vertx));

        assertThat(promtool(metrics, "check", "metrics")).isEmpty();
        assertThat(promtool(metrics, "check", "rules", ALERTS.toString())).contains("SUCCESS: 14 rules found");
    }

    @Test
    void theRulesFireAsTheirTestsSay() throws Exception {
        assumeThat(isInstalled("promtool")).isTrue();

        assertThat(promtool(ALERTS, "test", "rules", ALERTS_TEST.toString())).contains("SUCCESS");
    }

    @Test
    void eachRuleIsTestedAndSaysWhatIsWrongWhatToDoAndWhereToReadOn() throws Exception {
        String tests = Files.readString(ALERTS_TEST);
        for (JsonObject rule : rules()) {
            String alert = rule.getString("alert");
            JsonObject annotations = rule.getJsonObject("annotations");
            assertThat(tests).contains("alertname: " + alert + "\n");
            assertThat(rule.getJsonObject("labels").getString("severity"))
                    .as(alert)
                    .isIn("warning", "critical");
            assertThat(annotations.getString("summary")).as(alert).contains("$labels.instance");
            assertThat(annotations.getString("description")).as(alert).isNotEmpty();
            assertThat(anchors()).as(alert).containsAll(targets(annotations.getString("runbook_url")));
        }
        assertThat(Problem.Kind.values()).allMatch(kind -> tests.contains("kind: " + kind.word() + ","));
    }

    private static List<JsonObject> rules() throws Exception {
        Map<String, Object> file = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(ALERTS));
        return objects(objects(new JsonObject(file), "groups").get(0), "rules");
    }

    /** Returns what a URL leads to: one that has the kind of a problem in it, to the anchors of all kinds. */
    private static Set<String> targets(String url) {
        assertThat(url).startsWith("operating.md#");
        String anchor = url.substring(url.indexOf('#') + 1);
        return anchor.equals("{{ $labels.kind }}")
                ? Arrays.stream(Problem.Kind.values()).map(Problem.Kind::word).collect(Collectors.toSet())
                : Set.of(anchor);
    }

    private static Set<String> anchors() throws Exception {
        Set<String> anchors = names(Files.readString(OPERATING), "<a id=\"([a-z-]+)\"></a>");
        names(Files.readString(OPERATING), "(?m)^##+ (.*)$")
                .forEach(heading -> anchors.add(heading.toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 -]", "")
                        .replace(' ', '-')));
        return anchors;
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
