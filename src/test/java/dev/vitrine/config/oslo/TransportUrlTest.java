package dev.vitrine.config.oslo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.oslo.TransportUrl.Node;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What oslo.messaging's {@code TransportURL.parse} makes of a URL. */
class TransportUrlTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "rabbit://u:p@h:1/v, h, 1, u, p, v",
                "rabbit://u:p@h, h, 5672, u, p, ''",
                "rabbit://u:p@h/, h, 5672, u, p, ''",
                "rabbit://u:p@h//, h, 5672, u, p, /",
                "rabbit://u:p@h/a/b, h, 5672, u, p, a/b",
                "rabbit://u:p@h/%2Fglance, h, 5672, u, p, /glance",
                "rabbit://u%40d:p%3A%2f%25@h, h, 5672, u@d, p:/%, ''",
                "rabbit://u:100%@h, h, 5672, u, 100%, ''",
                "rabbit://u:%c3%a9@h, h, 5672, u, é, ''",
                "rabbit://u:p:q@h, h, 5672, u, p:q, ''",
                "rabbit://u:p@q@h, h, 5672, u, p@q, ''",
                "rabbit://u@h, h, 5672, u, -, ''",
                "rabbit://h:1/, h, 1, -, -, ''",
                "rabbit://u:p@h:/, h, 5672, u, p, ''",
                "'rabbit://u:p@[::1]:1/v', ::1, 1, u, p, v",
                "'rabbit://u:p@[fd00::2]/v', fd00::2, 5672, u, p, v",
                "rabbit://u:p@h:5671/v?ssl=1, h, 5671, u, p, v",
                "rabbit://u:p@h?ssl=1, h, 5672, u, p, ''"
            })
    void oneNodeIsTakenApart(String text, String host, int port, String user, String password, String virtualHost) {
        TransportUrl url = TransportUrl.parse(text);

        assertThat(url.nodes()).containsExactly(new Node(host, port, user, password));
        assertThat(url.virtualHost()).isEqualTo(virtualHost);
        assertThat(url.scheme()).isEqualTo("rabbit");
    }

    @Test
    void manyNodesMayHaveUsersOfTheirOwn() {
        TransportUrl url = TransportUrl.parse(
                "rabbit://a:hunter2@h1:5671,a:hunter2@[::2]:5673,,b:2@h3/v?x=1&ssl=on&ssl_ca_file=&x=2+3");

        assertThat(url.nodes())
                .containsExactly(
                        new Node("h1", 5671, "a", "hunter2"),
                        new Node("::2", 5673, "a", "hunter2"),
                        new Node("h3", 5672, "b", "2"));
        assertThat(url.nodes()).extracting(Node::address).containsExactly("h1:5671", "[::2]:5673", "h3:5672");
        assertThat(url.nodes())
                .extracting(node -> node.hasLoginOf(url.nodes().get(0)))
                .isEqualTo(List.of(true, true, false));
        assertThat(url.query()).isEqualTo(Map.of("x", "1,2 3", "ssl", "on"));
        assertThat(url.toString()).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "h:5672",
                "rabbit:/h",
                "rabbit://u:p@h:x/",
                "rabbit://u:p@[::1/",
                "rabbit://u:p@",
                "rabbit://u:1234,56@h/",
                "rabbit://u:p@h1,h2/"
            })
    void whatIsNoUrlIsNull(String text) {
        assertThat(TransportUrl.parse(text)).isNull();
    }
}
