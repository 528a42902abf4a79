package dev.vitrine.config.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is shown of a text that may be a URL with a secret in it. */
class RedactionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://user:s3cret@host:5000/v3  | http://***@host:5000/v3",
                "HTTPS://user:s3cret@host         | HTTPS://***@host",
                "http://s3cret@host               | http://***@host",
                "http://user:s3@cret@host         | http://***@host",
                "http://user:s3/c?r#et@host       | http://***@host",
                "http://user:s3 cret@ho st        | http://***@ho st",
                "http://user:s3%63ret@host        | http://***@host",
                "http://user%3As3cret%40host      | http://***%40host",
                "//user:s3cret@host               | ***@host",
                "http:/user:s3cret@host           | ***@host",
                "user:s3cret@http://host          | ***@http://host",
                "user:s3cret@host:5672            | ***@host:5672",
                "s3cret@host                      | ***@host",
                "amqp://user:s3cret@host:port     | amqp://***@host:***",
                "http://user:s3cret               | http://user:***",
                "user:s3cret                      | user:***",
                "http://host?password=s3cret      | http://host?***",
                "http://host/a#s3cret             | http://host/a#***",
                "http://user:s3cret@host/a?x=s3   | http://***@host/a?***",
                "http://[::1]:s3cret              | http://[::1]:***",
            })
    void addressIsShownWithoutItsSecrets(String text, String shown) {
        assertThat(Redaction.ADDRESS.of(text)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "host",
                "host:5672",
                "0.0.0.0",
                "::",
                "::1",
                "fe80::1%eth0",
                "[::1]",
                "[::1]:5672",
                "http://host",
                "http://[::1]:9292/a/b",
                "https://host:443/v3/",
                "http://host?",
                "*"
            })
    void addressWithoutSecretsIsShownAsItIs(String text) {
        assertThat(Redaction.ADDRESS.of(text)).isEqualTo(text);
        assertThat(Redaction.TEXT.of(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "me@example.com                       | me@example.com",
                "/run/credentials/vitrine@1.service/x | /run/credentials/vitrine@1.service/x",
                "5 minutes                            | 5 minutes",
                "a: b                                 | a: b",
                "http://user:s3cret@host              | http://***@host",
                "see http://user:s3cret@host          | ***@host",
                "user:s3cret@host                     | ***@host",
                "//s3cret@host                        | ***@host",
                "amqp://user:s3cret                   | amqp://user:***"
            })
    void otherTextIsShownAsItIsUnlessItHoldsAUrl(String text, String shown) {
        assertThat(Redaction.TEXT.of(text)).isEqualTo(shown);
    }

    @Test
    void otherListIsShownAsItIsUnlessItHoldsAUrl() {
        List<String> names = List.of("a", "me@example.com", "/run/credentials/vitrine@1.service/x");

        assertThat(Redaction.TEXT.ofAll(names)).isEqualTo(names);
        assertThat(Redaction.TEXT.ofAll(List.of("a", "http://user:s3", "cret@host")))
                .containsExactly("a", "http://***", "***@host");
    }

    @Test
    void urlThatACommaInItsPasswordCutsInTwoIsShownWithoutEither() {
        assertThat(Redaction.ADDRESS.ofAll(
                        List.of("http://a:1", "http://user:s3", "cr", "et@b:2", "http://c", "http://x:y@d")))
                .containsExactly("http://a:1", "http://***", "***", "***@b:2", "http://c", "http://***@d");
        assertThat(Redaction.ADDRESS.ofAll(List.of("a:1", "user:s3@c", "ret@b")))
                .containsExactly("***", "***", "***@b");
    }
}
