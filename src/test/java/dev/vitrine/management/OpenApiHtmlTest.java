package dev.vitrine.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The description of the API as a page. */
class OpenApiHtmlTest {
    private static final String PAGE = OpenApiHtml.of(HtmlPage.resource("/openapi.yaml"));
    private static final String SMALL = """
            openapi: 3.1.1
            info: {title: A <b>title</b>, description: "Some `code` & **more**.\\n\\n- one\\n- two"}
            tags: [{name: things, description: All things.}]
            paths:
              /things: {$ref: '#/components/pathItems/Things'}
              /v2/things: {$ref: '#/components/pathItems/Things'}
            components:
              pathItems:
                Things:
                  parameters: [{name: id, in: path, required: true, schema: {type: string}, description: Which.}]
                  get:
                    tags: [things]
                    summary: The things
                    responses:
                      "200":
                        description: All of them.
                        headers: {ETag: {}}
                        content:
                          application/json:
                            schema: {type: array, items: {$ref: '#/components/schemas/Thing'}}
                            examples: {one.json: {$ref: '#/components/examples/one.json'}}
              schemas:
                Thing: {type: object, required: [a], properties: {a: {type: [integer, 'null']}, b: {enum: [x, y]}}}
              examples:
                one.json: {value: [{a: 1}]}
            """;

    private static Set<String> all(String attribute) {
        Matcher matcher = Pattern.compile(attribute).matcher(PAGE);
        Set<String> found = new HashSet<>();
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    @Test
    void everyLinkWithinThePageHasATarget() {
        assertThat(all(" id=\"([^\"]+)\"")).containsAll(all(" href=\"#([^\"]+)\""));
    }

    @Test
    void everyPathOfTheDocumentIsThereOnce() {
        Matcher path = Pattern.compile("(?m)^  (/\\S*): \\{").matcher(HtmlPage.resource("/openapi.yaml"));
        while (path.find()) {
            assertThat(PAGE.split(Pattern.quote("<li><code>" + path.group(1) + "</code></li>"), -1))
                    .as(path.group(1))
                    .hasSize(2);
        }
    }

    @Test
    void nothingOfTheDocumentBecomesMarkup() {
        String page = OpenApiHtml.of(SMALL);

        assertThat(page)
                .contains("<title>A &lt;b&gt;title&lt;/b&gt;</title>", "<h1>A &lt;b&gt;title&lt;/b&gt;</h1>")
                .contains(
                        "<p>Some <code>code</code> &amp; <strong>more</strong>.</p><ul><li>one</li><li>two</li></ul>");
    }

    @Test
    void anOperationHasItsParametersResponsesSchemasAndExamples() {
        String page = OpenApiHtml.of(SMALL);

        assertThat(page)
                .contains("<ul class=\"paths\"><li><code>/things</code></li><li><code>/v2/things</code></li></ul>")
                .contains("<b class=\"get\">GET</b><span>The things</span><span class=\"statuses\">200</span>")
                .contains("<code>id</code> <span class=\"required\">required</span></td><td>path</td><td>string</td>")
                .contains("<code>application/json</code> array of <a href=\"#schema-Thing\">Thing</a>, for example"
                        + " <a href=\"#example-one.json\">one.json</a>")
                .contains("Header fields: ETag")
                .contains("<code>a</code> <span class=\"required\">required</span></td><td>integer or null</td>")
                .contains("<code>b</code></td><td>x, y</td>");
    }
}
