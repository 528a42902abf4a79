package dev.vitrine.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vitrine.Version;
import dev.vitrine.api.request.ApiRoute;
import dev.vitrine.api.request.Mount;
import dev.vitrine.api.request.RequestPath;
import dev.vitrine.codec.MediaType;
import dev.vitrine.model.Fault;
import dev.vitrine.testing.Samples;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The OpenAPI document against the routes, the samples, and itself. */
class OpenApiTest {
    private static final JsonNode DOCUMENT = read();
    private static final Set<String> METHODS =
            Set.of("get", "head", "options", "put", "post", "delete", "patch", "trace");

    private static JsonNode read() {
        try (InputStream in = Objects.requireNonNull(OpenApiTest.class.getResourceAsStream("/openapi.yaml"))) {
            LoaderOptions options = new LoaderOptions();
            options.setAllowDuplicateKeys(false);
            return new ObjectMapper()
                    .valueToTree(new Yaml(new SafeConstructor(options)).load(new String(in.readAllBytes(), UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void versionIsThatOfTheGateway() {
        assertThat(DOCUMENT.at("/info/version").asText()).isEqualTo(Version.text());
    }

    @Test
    void pathsAndMethodsAreThoseOfTheRoutes() {
        Map<String, Set<String>> routed = new TreeMap<>();
        routed.put("/", methods(ApiRoute.VERSION));
        for (Mount mount : Mount.values()) {
            String bare = "/" + mount.segment();
            routed.put(bare, methods(ApiRoute.VERSION));
            routed.put(bare + "/", methods(ApiRoute.VERSION));
            for (ApiRoute route : ApiRoute.values()) {
                if (route != ApiRoute.VERSION || !mount.isOld()) {
                    routed.put(bare + "/{project}" + path(route), methods(route));
                }
                if (route != ApiRoute.VERSION && mount != Mount.V1_1) {
                    routed.put(bare + path(route), methods(route));
                }
            }
        }

        Map<String, Set<String>> documented = new TreeMap<>();
        DOCUMENT.path("paths").properties().forEach(path -> {
            Set<String> methods = names(resolved(path.getValue()));
            methods.retainAll(METHODS);
            documented.put(path.getKey(), methods);
        });
        assertThat(documented).isEqualTo(routed);
    }

    @Test
    void everyPathLeadsToTheRouteWithItsMethods() {
        DOCUMENT.path("paths").properties().forEach(path -> {
            RequestPath target = RequestPath.of(
                    path.getKey()
                            .replace("{project}", "p")
                            .replace("{image}", "i")
                            .replace("{key}", "k")
                            .replace("{alias}", "a"),
                    Mount::isOld);
            ApiRoute route = target.route() == null ? ApiRoute.VERSION : target.route();

            assertThat(names(resolved(path.getValue()))).as(path.getKey()).containsAll(methods(route));
            assertThat(target.route() != null && target.project() != null)
                    .isEqualTo(path.getKey().contains("{project}"));
            assertThat(target.image().equals("i")).isEqualTo(path.getKey().contains("{image}"));
            assertThat(target.key().equals("k")).isEqualTo(path.getKey().contains("{key}"));
            assertThat(target.key().equals("a")).isEqualTo(path.getKey().contains("{alias}"));
        });
    }

    @Test
    void everyPlaceInAPathIsAParameter() {
        DOCUMENT.path("paths").properties().forEach(path -> {
            Set<String> places = new TreeSet<>();
            for (JsonNode item : List.of(path.getValue(), resolved(path.getValue()))) {
                for (JsonNode parameter : item.path("parameters")) {
                    JsonNode one = resolved(parameter);
                    if (one.path("in").asText().equals("path")) {
                        places.add("{" + one.path("name").asText() + "}");
                    }
                }
            }

            assertThat(Stream.of(path.getKey().split("/", -1)).filter(segment -> segment.startsWith("{")))
                    .as(path.getKey())
                    .containsExactlyInAnyOrderElementsOf(places);
        });
    }

    @Test
    void everyReferenceIsGoodAndEveryComponentUsed() {
        Set<String> used = new HashSet<>();
        walk("", DOCUMENT, (at, node) -> {
            if (node.has("$ref")) {
                used.add(node.path("$ref").asText());
                assertThat(resolved(node).isMissingNode()).as(at).isFalse();
            }
        });

        Set<String> components = new TreeSet<>();
        DOCUMENT.path("components")
                .properties()
                .forEach(kind -> names(kind.getValue())
                        .forEach(name -> components.add("#/components/" + kind.getKey() + "/" + name)));
        components.removeAll(used);
        // Security schemes go by their names, and no path stands for all those that lead to the choices.
        assertThat(components)
                .containsExactlyInAnyOrder(
                        "#/components/securitySchemes/token",
                        "#/components/securitySchemes/storageToken",
                        "#/components/responses/Choices");
    }

    @Test
    void xmlIsOnOfferWhereItIsSpoken() {
        DOCUMENT.path("paths").properties().forEach(path -> {
            Mount mount = RequestPath.of(path.getKey(), Mount::isOld).mount();
            Set<String> types = new TreeSet<>();
            for (MediaType type : MediaType.values()) {
                if (mount == null || mount.isOld() || type.text().endsWith("json")) {
                    types.add(type.text());
                }
            }
            JsonNode success = resolved(path.getValue()).at("/get/responses/200/content");

            assertThat(names(success)).as(path.getKey()).isEqualTo(types);
        });
    }

    @Test
    void examplesAreTheSamples() {
        DOCUMENT.at("/components/examples").properties().forEach(example -> {
            String name = example.getKey();
            JsonNode value = example.getValue().path("value");
            if (name.endsWith(".json")) {
                assertThat(value).as(name).isEqualTo(Samples.tree(Samples.bytes(name)));
            } else if (name.endsWith(".xml")) {
                assertThat(value.asText()).as(name).isEqualTo(Samples.compact(name));
            }
        });
    }

    @Test
    void jsonExamplesAreWhatTheirSchemasSay() {
        Map<JsonNode, Set<String>> seen = new HashMap<>();
        bodies((type, body) -> {
            for (JsonNode example : body.path("examples")) {
                if (type.endsWith("json")) {
                    JsonNode value = resolved(example).path("value");
                    assertThat(wrong("", value, body.path("schema"), seen)).isEmpty();
                }
            }
        });

        for (String name : new String[] {"Image", "ImageDocument", "ImagesIndex", "ImagesDetail", "MetadataDocument"}) {
            JsonNode schema = DOCUMENT.at("/components/schemas/" + name);
            assertThat(seen.get(schema)).as(name).isEqualTo(names(schema.path("properties")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"image\":{}}", "{\"image\":1}", "{}", "{\"image\":{\"id\":1}}", "{\"images\":[]}"})
    void whatASchemaDoesNotSayIsFound(String json) {
        JsonNode schema = DOCUMENT.at("/components/schemas/ImageDocument");

        assertThat(wrong("", Samples.tree(json.getBytes(UTF_8)), schema, new HashMap<>()))
                .isNotEmpty();
    }

    @Test
    void xmlExamplesAreWellFormedAndBeginAsTheirSchemasSay() {
        List<String> roots = new ArrayList<>();
        bodies((type, body) -> {
            for (JsonNode example : body.path("examples")) {
                if (type.endsWith("xml")) {
                    Element root = root(resolved(example).path("value").asText());
                    JsonNode xml = resolved(body.path("schema")).path("xml");
                    assertThat(root.getNamespaceURI())
                            .isEqualTo(xml.path("namespace").asText());
                    // A fault has no name of its own: it is that of the status.
                    assertThat(root.getLocalName()).isEqualTo(xml.path("name").asText(root.getLocalName()));
                    roots.add(root.getLocalName());
                }
            }
        });

        assertThat(roots)
                .contains(
                        "image",
                        "images",
                        "metadata",
                        "meta",
                        "versions",
                        "version",
                        "choices",
                        "extensions",
                        "extension");
    }

    static Stream<String> faults() {
        return names(DOCUMENT.at("/components/schemas")).stream()
                .filter(name -> DOCUMENT.at("/components/schemas/" + name + "/properties")
                        .toString()
                        .contains("schemas/FaultBody"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void faultsAreNamedAfterTheirStatus(String schema) {
        String name = names(DOCUMENT.at("/components/schemas/" + schema + "/properties"))
                .iterator()
                .next();

        assertThat(Stream.of(400, 403, 404, 405, 406, 409, 412, 413, 415, 500, 502, 503)
                        .map(status -> Fault.of(status, "").name()))
                .contains(name);
        assertThat(schema.toLowerCase(Locale.ROOT)).startsWith(name.toLowerCase(Locale.ROOT));
    }

    private static Set<String> methods(ApiRoute route) {
        return new TreeSet<>(
                Arrays.asList(route.allowed().toLowerCase(Locale.ROOT).split(", ")));
    }

    private static String path(ApiRoute route) {
        return switch (route) {
            case INDEX -> "/images";
            case DETAIL -> "/images/detail";
            case IMAGE -> "/images/{image}";
            case METADATA -> "/images/{image}/metadata";
            case ITEM -> "/images/{image}/metadata/{key}";
            case EXTENSIONS -> "/extensions";
            case EXTENSION -> "/extensions/{alias}";
            case VERSION -> "/";
        };
    }

    private static Set<String> names(JsonNode node) {
        Set<String> names = new TreeSet<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode resolved(JsonNode node) {
        JsonNode at = node;
        while (at.has("$ref")) {
            at = DOCUMENT.at(at.path("$ref").asText().substring(1));
        }
        return at;
    }

    private static void walk(String at, JsonNode node, BiConsumer<String, JsonNode> visitor) {
        visitor.accept(at, node);
        if (node.isObject()) {
            node.properties().forEach(member -> walk(at + "/" + member.getKey(), member.getValue(), visitor));
        } else {
            node.forEach(item -> walk(at + "/-", item, visitor));
        }
    }

    /** Calls back with each media type and what is said of a body of this type. */
    private static void bodies(BiConsumer<String, JsonNode> visitor) {
        walk("", DOCUMENT, (at, node) -> {
            if (at.endsWith("/content")) {
                node.properties().forEach(type -> visitor.accept(type.getKey(), type.getValue()));
            }
        });
    }

    private static Element root(String xml) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            return factory.newDocumentBuilder()
                    .parse(new ByteArrayInputStream(xml.getBytes(UTF_8)))
                    .getDocumentElement();
        } catch (Exception e) {
            throw new AssertionError(xml, e);
        }
    }

    /** Returns what a value has that its schema does not say, and notes which members were seen of each schema. */
    private static List<String> wrong(String at, JsonNode value, JsonNode reference, Map<JsonNode, Set<String>> seen) {
        JsonNode schema = resolved(reference);
        List<String> wrong = new ArrayList<>();
        if (schema.has("type") && !isOfType(value, schema.path("type"))) {
            return List.of(at + " is no " + schema.path("type"));
        }
        if (schema.has("enum") && !contains(schema.path("enum"), value)) {
            wrong.add(at + " is none of " + schema.path("enum"));
        }
        if (schema.has("const") && !schema.path("const").equals(value)) {
            wrong.add(at + " is not " + schema.path("const"));
        }
        if (schema.has("pattern")
                && value.isTextual()
                && !value.asText().matches(schema.path("pattern").asText())) {
            wrong.add(at + " is not like " + schema.path("pattern"));
        }
        for (JsonNode required : schema.path("required")) {
            if (!value.has(required.asText())) {
                wrong.add(at + " has no " + required.asText());
            }
        }
        value.properties().forEach(member -> {
            String name = member.getKey();
            JsonNode more = schema.path("additionalProperties");
            JsonNode known = schema.path("properties").path(name);
            seen.computeIfAbsent(schema, unseen -> new TreeSet<>()).add(name);
            if (known.isMissingNode() && !more.isObject() && !more.asBoolean()) {
                wrong.add(at + "/" + name + " is not known");
            }
            wrong.addAll(wrong(at + "/" + name, member.getValue(), known.isMissingNode() ? more : known, seen));
        });
        if (value.isArray()) {
            value.forEach(item -> wrong.addAll(wrong(at + "/-", item, schema.path("items"), seen)));
        }
        return wrong;
    }

    private static boolean contains(JsonNode items, JsonNode value) {
        for (JsonNode item : items) {
            if (item.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfType(JsonNode value, JsonNode type) {
        if (type.isArray()) {
            for (JsonNode one : type) {
                if (isOfType(value, one)) {
                    return true;
                }
            }
            return false;
        }
        return switch (type.asText()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> false;
        };
    }
}
