package dev.vitrine.management;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Renders an OpenAPI document as HTML: each path with its operations, then the schemas and examples that they refer to. */
final class OpenApiHtml {
    private static final List<String> METHODS = List.of("get", "post", "put", "delete", "head", "options");
    private static final String SCHEMAS = "schemas";
    private static final String EXAMPLES = "examples";

    private final JsonObject document;
    private final HtmlText out = new HtmlText();

    private OpenApiHtml(JsonObject document) {
        this.document = document;
    }

    /** Returns the page. */
    static String of(String yaml) {
        Map<String, Object> tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        OpenApiHtml html = new OpenApiHtml(new JsonObject(tree));
        html.document();
        String title = HtmlText.escaped(html.info().getString("title"));
        return HtmlPage.resource("/api.html").replace("$TITLE", title).replace("$CONTENT", html.out.toString());
    }

    private JsonObject info() {
        return child(document, "info");
    }

    private void document() {
        out.raw("<header>").element("h1", info().getString("title"));
        out.raw("<nav aria-label=\"Sections\"><ul>");
        link("/", "Dashboard");
        link("/openapi.yaml", "openapi.yaml");
        for (Object tag : list(document, "tags")) {
            link("#tag-" + ((JsonObject) tag).getString("name"), title(((JsonObject) tag).getString("name")));
        }
        link("#" + SCHEMAS, "Schemas");
        link("#" + EXAMPLES, "Examples");
        out.raw("</ul></nav></header><main><div class=\"card\">");
        out.markdown(info().getString("description"));
        tokens();
        out.raw("</div>");
        for (Object tag : list(document, "tags")) {
            tag((JsonObject) tag);
        }
        schemas();
        examples();
        out.raw("</main>");
    }

    /** A heading that links lead to. */
    private void heading(String element, String id, String text) {
        out.raw("<" + element + " id=\"").text(id).raw("\">").text(text).raw("</" + element + ">");
    }

    private void link(String target, String text) {
        out.raw("<li>").link(target, text).raw("</li>");
    }

    private static String title(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    private void tokens() {
        JsonObject schemes = child(child(document, "components"), "securitySchemes");
        for (String name : schemes.fieldNames()) {
            JsonObject scheme = child(schemes, name);
            out.raw("<p>").element("code", scheme.getString("name")).raw(" ").text(scheme.getString("description"));
            out.raw("</p>");
        }
    }

    private void tag(JsonObject tag) {
        String name = tag.getString("name");
        out.raw("<section>");
        heading("h2", "tag-" + name, title(name));
        out.markdown(tag.getString("description"));
        pathItems(name).forEach(this::pathItem);
        out.raw("</section>");
    }

    /** Returns the paths of each path item with operations of this tag: paths that refer to the same item are described once. */
    private Map<JsonObject, List<String>> pathItems(String tag) {
        Map<Object, List<String>> paths = new LinkedHashMap<>();
        JsonObject all = child(document, "paths");
        all.fieldNames()
                .forEach(path -> paths.computeIfAbsent(child(all, path), none -> new ArrayList<>())
                        .add(path));
        Map<JsonObject, List<String>> items = new LinkedHashMap<>();
        paths.forEach((reference, of) -> {
            JsonObject item = resolved((JsonObject) reference);
            if (METHODS.stream()
                    .anyMatch(method -> list(child(item, method), "tags").contains(tag))) {
                items.put(item, of);
            }
        });
        return items;
    }

    private void pathItem(JsonObject item, List<String> paths) {
        out.raw("<article class=\"card\"><ul class=\"paths\">");
        paths.forEach(path -> out.raw("<li>").element("code", path).raw("</li>"));
        out.raw("</ul>");
        METHODS.stream().filter(item::containsKey).forEach(method -> operation(method, item));
        out.raw("</article>");
    }

    private void operation(String method, JsonObject item) {
        JsonObject operation = child(item, method);
        JsonObject responses = child(operation, "responses");
        out.raw("<details><summary><b class=\"").raw(method).raw("\">");
        out.text(method.toUpperCase(Locale.ROOT)).raw("</b><span>").text(operation.getString("summary"));
        out.raw("</span><span class=\"statuses\">").text(String.join(" ", responses.fieldNames()));
        out.raw("</span></summary><div class=\"in\">");
        out.markdown(operation.getString("description"));
        parameters(list(item, "parameters"), list(operation, "parameters"));
        if (operation.containsKey("requestBody")) {
            JsonObject body = resolved(child(operation, "requestBody"));
            out.element("h4", "Request body");
            out.markdown(body.getString("description"));
            content(body);
        }
        out.raw("<h4>Responses</h4><div class=\"wide codes\"><table><tr><th>Status</th><th>Meaning</th></tr>");
        responses.fieldNames().forEach(status -> response(status, resolved(child(responses, status))));
        out.raw("</table></div></div></details>");
    }

    private void parameters(JsonArray shared, JsonArray own) {
        if (shared.isEmpty() && own.isEmpty()) {
            return;
        }
        out.raw(
                "<h4>Parameters</h4><div class=\"wide\"><table><tr><th>Name</th><th>In</th><th>Type</th><th>Meaning</th></tr>");
        shared.forEach(each -> parameter(resolved((JsonObject) each)));
        own.forEach(each -> parameter(resolved((JsonObject) each)));
        out.raw("</table></div>");
    }

    private void parameter(JsonObject parameter) {
        out.raw("<tr><td>").element("code", parameter.getString("name"));
        out.raw(parameter.getBoolean("required", false) ? " <span class=\"required\">required</span>" : "");
        out.raw("</td><td>").text(parameter.getString("in")).raw("</td><td>");
        type(child(parameter, "schema"));
        out.raw("</td><td>").markdown(parameter.getString("description"));
        out.raw("</td></tr>");
    }

    private void response(String status, JsonObject response) {
        out.raw("<tr><td>").element("code", status).raw("</td><td>");
        out.markdown(response.getString("description"));
        content(response);
        JsonObject headers = child(response, "headers");
        if (!headers.isEmpty()) {
            out.raw("<p class=\"soft\">Header fields: ");
            out.text(String.join(", ", headers.fieldNames())).raw("</p>");
        }
        out.raw("</td></tr>");
    }

    /** Each form with its schema and examples; vendor types have the schema of the plain type before them. */
    private void content(JsonObject of) {
        JsonObject content = child(of, "content");
        for (String mediaType : content.fieldNames()) {
            JsonObject form = child(content, mediaType);
            out.raw("<p>").element("code", mediaType).raw(" ");
            type(child(form, "schema"));
            String separator = ", for example ";
            for (String example : child(form, EXAMPLES).fieldNames()) {
                out.raw(separator).link("#example-" + example, example);
                separator = ", ";
            }
            out.raw("</p>");
        }
    }

    private void type(JsonObject schema) {
        String reference = reference(schema);
        if (reference != null) {
            out.link("#schema-" + reference, reference);
        } else if (schema.containsKey("items")) {
            out.raw("array of ");
            type(child(schema, "items"));
        } else if (schema.containsKey("oneOf")) {
            alternatives(list(schema, "oneOf"));
        } else {
            out.text(simpleType(schema));
        }
    }

    private void alternatives(JsonArray schemas) {
        for (int i = 0; i < schemas.size(); i++) {
            out.raw(i == 0 ? "" : " or ");
            type(schemas.getJsonObject(i));
        }
    }

    private static String simpleType(JsonObject schema) {
        Object type = schema.getValue("type");
        String word = type instanceof JsonArray several
                ? several.stream().map(String::valueOf).collect(Collectors.joining(" or "))
                : Objects.toString(type, "");
        String values = list(schema, "enum").stream().map(String::valueOf).collect(Collectors.joining(", "));
        return values.isEmpty() ? word : word.isEmpty() ? values : word + ": " + values;
    }

    private void schemas() {
        JsonObject schemas = child(child(document, "components"), SCHEMAS);
        out.raw("<section>");
        heading("h2", SCHEMAS, "Schemas");
        for (String name : schemas.fieldNames()) {
            JsonObject schema = child(schemas, name);
            out.raw("<article class=\"card\">");
            heading("h3", "schema-" + name, name);
            out.markdown(schema.getString("description"));
            out.raw("<p class=\"soft\">");
            type(schema);
            out.raw("</p>");
            properties(schema);
            out.raw("</article>");
        }
        out.raw("</section>");
    }

    private void properties(JsonObject schema) {
        JsonObject properties = child(schema, "properties");
        if (properties.isEmpty()) {
            return;
        }
        out.raw("<div class=\"wide\"><table><tr><th>Member</th><th>Type</th><th>Meaning</th></tr>");
        for (String name : properties.fieldNames()) {
            JsonObject property = child(properties, name);
            out.raw("<tr><td>").element("code", name);
            out.raw(list(schema, "required").contains(name) ? " <span class=\"required\">required</span>" : "");
            out.raw("</td><td>");
            type(property);
            out.raw("</td><td>").markdown(property.getString("description"));
            out.raw("</td></tr>");
        }
        out.raw("</table></div>");
    }

    private void examples() {
        JsonObject examples = child(child(document, "components"), EXAMPLES);
        out.raw("<section>");
        heading("h2", EXAMPLES, "Examples");
        for (String name : examples.fieldNames()) {
            JsonObject example = child(examples, name);
            out.raw("<article class=\"card\">");
            heading("h3", "example-" + name, name);
            out.markdown(example.getString("summary"));
            Object value = example.getValue("value");
            out.raw("<pre tabindex=\"0\">")
                    .text(value instanceof JsonObject json ? json.encodePrettily() : String.valueOf(value))
                    .raw("</pre></article>");
        }
        out.raw("</section>");
    }

    private JsonObject resolved(JsonObject node) {
        String path = node.getString("$ref");
        if (path == null) {
            return node;
        }
        JsonObject found = document;
        for (String step : path.substring(2).split("/", -1)) {
            found = child(found, step);
        }
        return found;
    }

    private static @Nullable String reference(JsonObject schema) {
        String path = schema.getString("$ref");
        return path == null ? null : path.substring(path.lastIndexOf('/') + 1);
    }

    private static JsonObject child(JsonObject node, String name) {
        return node.getJsonObject(name, new JsonObject());
    }

    private static JsonArray list(JsonObject node, String name) {
        return node.getJsonArray(name, new JsonArray());
    }
}
