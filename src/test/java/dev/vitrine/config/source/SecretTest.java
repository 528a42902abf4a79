package dev.vitrine.config.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretTest {

    @Test
    void secretIsUsedButNotShown() {
        Secret secret = new Secret("s3cret");

        assertThat(secret.text()).isEqualTo("s3cret");
        assertThat(secret).hasToString("(hidden)");
    }
}
