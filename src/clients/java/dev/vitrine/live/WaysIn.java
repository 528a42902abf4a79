package dev.vitrine.live;

import dev.vitrine.live.LiveProxy.Servers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * A real Keystone, Glance and Nova, and the ways to put the gateway in front of Nova. Each way is a region of Keystone's
 * catalogue, with the one compute endpoint of that region; none of them is Nova's own.
 */
final class WaysIn implements AutoCloseable {
    /** HAProxy sends the images API to the gateway and all else to Nova. */
    static final String SPLIT = "split";

    /** nginx does. */
    static final String NGINX = "nginx";

    /** The gateway passes on to Nova what is not of the images API. */
    static final String PASS_THROUGH = "pass-through";

    private final LiveGateway gateway;
    private final LiveGateway passing;
    private final LiveNova nova;
    private final Map<String, LiveProxy> proxies = new LinkedHashMap<>();
    private final Map<String, Integer> ports = new LinkedHashMap<>();

    private WaysIn(Path folder) throws Exception {
        gateway = LiveGateway.start(folder, Map.of("listen.trusted-proxies", "127.0.0.1", "microversion.max", "2.93"));
        nova = gateway.cloud().unlistedNova();
        passing = gateway.beside(Map.of("nova.api-servers", nova.url()));
        Servers servers = Servers.of(new LiveProxy.Gateway(gateway.port(), gateway.managementPort()), nova.port());
        proxies.put(SPLIT, LiveProxy.haproxy(folder, servers, "", ""));
        proxies.put(NGINX, LiveProxy.nginx(folder, servers));
        proxies.forEach((way, proxy) -> ports.put(way, proxy.port()));
        ports.put(PASS_THROUGH, passing.port());
        Map<String, String> endpoints = new HashMap<>();
        ports.forEach((way, port) -> endpoints.put(way, "http://127.0.0.1:" + port + "/v2.1/$(project_id)s"));
        gateway.cloud().addService("compute", "nova", endpoints);
    }

    /** Starts all, in about half a minute. */
    static WaysIn start(Path folder) throws Exception {
        return new WaysIn(folder);
    }

    LiveCloud cloud() {
        return gateway.cloud();
    }

    /** The gateway behind the proxies, which makes callers and images. */
    LiveGateway gateway() {
        return gateway;
    }

    LiveNova nova() {
        return nova;
    }

    int port(String way) {
        return ports.get(way);
    }

    @Override
    public void close() throws TimeoutException {
        proxies.values().forEach(LiveProxy::close);
        passing.close();
        gateway.close();
    }
}
