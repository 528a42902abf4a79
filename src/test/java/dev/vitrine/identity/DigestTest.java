package dev.vitrine.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DigestTest {

    @Test
    void digestIsSha256() {
        Digest digest = Digest.of("abc");

        assertThat(digest)
                .isEqualTo(
                        new Digest(0xba7816bf8f01cfeaL, 0x414140de5dae2223L, 0xb00361a396177a9cL, 0xb410ff61f20015adL))
                .hasToString("ba7816bf");
    }

    @Test
    void fieldBoundariesChangeTheDigest() {
        assertThat(List.of(
                        Digest.of(List.of("ab", "c")),
                        Digest.of(List.of("a", "bc")),
                        Digest.of(List.of("abc")),
                        Digest.of(List.of("abc", "")),
                        Digest.of(List.of("", "abc")),
                        Digest.of(List.of("c", "ab")),
                        Digest.of(List.of()),
                        Digest.of(List.of("")),
                        Digest.of("abc")))
                .doesNotHaveDuplicates();
    }

    @Test
    void sameFieldsGiveTheSameDigest() {
        assertThat(Digest.of(List.of("ü", "b")))
                .isEqualTo(Digest.of(List.of("ü", "b")))
                .hasSameHashCodeAs(Digest.of(List.of("ü", "b")));
    }
}
