package dev.vitrine.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class TokenTest {
    private static final String SECRET = "gAAAAABn-s3cret";

    @Test
    void secretIsInNoToStringThatHasTheToken() {
        Token token = new Token(SECRET);
        Digest someClass = Digest.of("class");
        Identity identity = new Identity(new Identity.Project.Of("p"), someClass, someClass, Instant.EPOCH, null);

        assertThat(token.toString()).startsWith("token ").doesNotContain(SECRET);
        assertThat(new Caller(identity, token, "req-1").toString()).doesNotContain(SECRET);
        assertThat(token.digest().toString()).doesNotContain(SECRET);
        assertThat(token.secret()).isEqualTo(SECRET);
    }

    @Test
    void tokensOfTheSameTextAreEqual() {
        assertThat(new Token(SECRET)).isEqualTo(new Token(SECRET)).hasSameHashCodeAs(new Token(SECRET));
        assertThat(new Token(SECRET)).isNotEqualTo(new Token(SECRET + "x"));
    }
}
