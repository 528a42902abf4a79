package dev.vitrine.server.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vitrine.config.listen.ListenConfig.Proxies;
import dev.vitrine.config.source.Network;
import dev.vitrine.model.Authority;
import dev.vitrine.server.proxy.OriginalRequest.Link;
import io.vertx.core.MultiMap;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;

/** What no proxy sends; each byte is a character. Whatever it is, what is made of it can stand in a link and in a log. */
class ProxyFuzzTest {
    private static final InetAddress PROXY = requireNonNull(Authority.address("10.0.0.1"));

    private final ForwardedHeaders forwarded =
            new ForwardedHeaders(new Proxies(List.of(requireNonNull(Network.parse("10.0.0.0/8"))), false));

    /** Lines of a name and a value. */
    @FuzzTest
    void headers(byte[] bytes) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (String line : new String(bytes, ISO_8859_1).split("\n", -1)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                headers.add(line.substring(0, equals), line.substring(equals + 1));
            }
        }

        OriginalRequest original = forwarded.of(PROXY, headers, false);

        Link link = original.link();
        assertThat(Authority.address(original.client())).isNotNull();
        assertThat(link.scheme()).isIn(null, "http", "https");
        assertThat(link.host() == null || link.host().matches("[A-Za-z0-9._~-]+|\\[[0-9A-Fa-f:.]+]"))
                .isTrue();
        assertThat(link.port()).isBetween(Link.OWN_PORT, 65_535);
        assertThat(link.prefix()).matches("(/[A-Za-z0-9._~-]+)*");
    }

    @FuzzTest
    void connection(byte[] bytes) {
        if (ProxyHeader.read(ByteBuffer.wrap(bytes)) instanceof ProxyHeader.Complete complete) {
            assertThat(complete.bytes()).isBetween(1, Math.min(bytes.length, ProxyHeader.MAX_BYTES));
            for (int length = 0; length < complete.bytes(); length++) {
                assertThat(ProxyHeader.read(ByteBuffer.wrap(bytes, 0, length))).isEqualTo(new ProxyHeader.Incomplete());
            }
            assertThat(ProxyHeader.read(ByteBuffer.wrap(bytes, 0, complete.bytes())))
                    .isEqualTo(complete);
        }
    }
}
