package dev.vitrine.api.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.LinkConfig;
import dev.vitrine.config.LinkConfig.AlternateProject;
import dev.vitrine.model.ResponseTemplate.Links;
import dev.vitrine.server.Exchanges;
import io.vertx.core.http.HttpMethod;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Links are kept for the next request: whatever they depend on, it gets its own. */
class LinkBuilderTest {
    private String glance = "http://glance";
    private final LinkBuilder builder =
            new LinkBuilder(new LinkConfig(null, null, Set.of(), AlternateProject.BY_MOUNT), () -> glance);

    private Links links(String host, String path, String ownProject) {
        RequestPath parsed = RequestPath.of(path, Mount::isOld);
        return Objects.requireNonNull(
                builder.links(Exchanges.request(HttpMethod.GET, path, "Host", host), parsed, ownProject));
    }

    @Test
    void theSameRequestHasTheSameLinks() {
        Links first = links("a:1", "/v2/p/images", "p");

        assertThat(links("a:1", "/v2/p/images/detail", "p")).isSameAs(first);
        assertThat(first.self()).isEqualTo("http://a:1/v2/p");
        assertThat(first.bookmark()).isEqualTo("http://a:1/p");
        assertThat(first.alternate()).isEqualTo("http://glance/p");
    }

    @Test
    void anotherHostProjectOrMountHasOthers() {
        Links first = links("a:1", "/v2/p/images", "p");

        assertThat(links("b:1", "/v2/p/images", "p").self()).isEqualTo("http://b:1/v2/p");
        assertThat(links("a:1", "/v2/q/images", "q").alternate()).isEqualTo("http://glance/q");
        assertThat(links("a:1", "/v1.1/p/images", "p").self()).isEqualTo("http://a:1/v1.1/p");
        assertThat(links("a:1", "/v2.1/p/images", "p").alternate()).isEqualTo("http://glance");
        assertThat(links("a:1", "/v2/images", "p").self()).isEqualTo("http://a:1/v2");
        assertThat(links("a:1", "/v2/images", "q").alternate()).isEqualTo("http://glance/q");
        assertThat(links("a:1", "/v2/p/images", "p")).isEqualTo(first);
    }

    @Test
    void anotherEndpointOfGlanceHasOthers() {
        Links first = links("a:1", "/v2/p/images", "p");
        glance = "https://images.example.com";

        assertThat(links("a:1", "/v2/p/images", "p").alternate()).isEqualTo("https://images.example.com/p");
        assertThat(links("a:1", "/v2/p/images", "p").checksum()).isNotEqualTo(first.checksum());
    }

    @Test
    void whatIsReservedInAUriIsEscaped() {
        assertThat(links("a:1", "/v2/a%2Bb%20c/images", "a+b c").self()).isEqualTo("http://a:1/v2/a%2Bb%20c");
    }
}
