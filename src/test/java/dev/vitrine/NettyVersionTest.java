package dev.vitrine;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.Version;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Netty's jars call each other's internals: jars of two versions fail at run time. */
class NettyVersionTest {
    private final Map<String, Version> jars = Version.identify();

    @Test
    void allJarsAreOfOneVersion() {
        assertThat(jars)
                .containsKeys(
                        "netty-common", "netty-transport", "netty-handler", "netty-codec-http", "netty-codec-http2");
        assertThat(jars.values().stream().map(Version::artifactVersion).distinct())
                .hasSize(1);
    }

    /** 4.2.19 and 4.2.20 fix vulnerabilities in the codecs of HTTP/1.1 and HTTP/2. */
    @Test
    void theVersionIsNotOlderThanTheLastSecurityFixes() {
        List<Integer> version = Arrays.stream(jars.get("netty-codec-http2")
                        .artifactVersion()
                        .replace(".Final", "")
                        .split("[.]"))
                .map(Integer::valueOf)
                .toList();

        assertThat(Arrays.compare(version.toArray(Integer[]::new), new Integer[] {4, 2, 20}))
                .isNotNegative();
    }
}
