package dev.vitrine.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** HAProxy in front of two gateways, with the configuration that is proposed to operators, on other ports. */
public final class LiveProxy implements AutoCloseable {

    private final LiveProcess process;
    private final int port;

    private LiveProxy(LiveProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** A gateway: where it serves, and where it tells how it is. */
    public record Gateway(int port, int managementPort) {
        private String address() {
            return "127.0.0.1:" + port + " port " + managementPort;
        }
    }

    /** Starts it; what it needs, and its log, lie in the folder. */
    public static LiveProxy start(Path folder, Gateway one, Gateway two) throws IOException {
        return start(folder, one, two, "", "");
    }

    /** Starts one that speaks HTTP/2 on both sides, without TLS with clients. */
    public static LiveProxy overHttp2(Path folder, Gateway one, Gateway two) throws IOException {
        return start(folder, one, two, " proto h2", " ssl verify none alpn h2");
    }

    private static LiveProxy start(Path folder, Gateway one, Gateway two, String withClients, String withGateways)
            throws IOException {
        int port = LivePorts.free(1).get(0);
        String configuration = Files.readString(Path.of("conf/deployment/haproxy.cfg"))
                .replace("192.0.2.10:8774", "127.0.0.1:" + port + withClients)
                .replace("192.0.2.11:8774 port 8790", one.address() + withGateways)
                .replace("192.0.2.12:8774 port 8790", two.address() + withGateways);
        Path file = Files.writeString(folder.resolve("haproxy.cfg"), configuration);
        LiveProcess process = new LiveProcess(
                "haproxy",
                port,
                folder.resolve("haproxy.log"),
                List.of("/usr/sbin/haproxy", "-db", "-f", file.toString()));
        LiveProxy proxy = new LiveProxy(process, port);
        Runtime.getRuntime().addShutdownHook(new Thread(proxy::close, "live-proxy-stop"));
        process.start();
        return proxy;
    }

    /** Where it listens for clients, on loopback. */
    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.end();
    }
}
