package dev.vitrine.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * HAProxy or nginx in front of gateways and Nova, with the configuration that is proposed to operators
 * ({@code conf/deployment}), on other ports.
 */
public final class LiveProxy implements AutoCloseable {
    private static final Path TLS = Path.of("src/test/resources/tls").toAbsolutePath();

    private final LiveProcess process;
    private final int port;

    private LiveProxy(String name, int port, Path log, List<String> command) {
        this.process = new LiveProcess(name, port, log, command);
        this.port = port;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "live-proxy-stop"));
        process.start();
    }

    /** A gateway: where it serves, and where it tells how it is. */
    public record Gateway(int port, int managementPort) {}

    /** What is behind the proxy: two gateways, which may be the same one, and the port of Nova. */
    record Servers(Gateway one, Gateway two, int nova) {
        /** One gateway, and Nova. */
        static Servers of(Gateway gateway, int nova) {
            return new Servers(gateway, gateway, nova);
        }

        /** Two gateways; nothing listens where Nova would be. */
        static Servers of(Gateway one, Gateway two) throws IOException {
            return new Servers(one, two, LivePorts.free(1).get(0));
        }
    }

    /** Starts HAProxy; what it needs, and its log, lie in the folder. */
    public static LiveProxy start(Path folder, Gateway one, Gateway two) throws IOException {
        return haproxy(folder, Servers.of(one, two), "", "");
    }

    /** Starts one that speaks HTTP/2 on both sides, without TLS with clients. */
    public static LiveProxy overHttp2(Path folder, Gateway one, Gateway two) throws IOException {
        return haproxy(folder, Servers.of(one, two), " proto h2", " ssl verify none alpn h2");
    }

    /** Starts HAProxy with what stands behind its own address, and behind those of the gateways. */
    static LiveProxy haproxy(Path folder, Servers servers, String withClients, String withGateways) throws IOException {
        int port = LivePorts.free(1).get(0);
        String configuration = Files.readString(Path.of("conf/deployment/haproxy.cfg"))
                .replace("192.0.2.10:8774", "127.0.0.1:" + port + withClients)
                .replace("192.0.2.11:8774 port 8790", haproxys(servers.one) + withGateways)
                .replace("192.0.2.12:8774 port 8790", haproxys(servers.two) + withGateways)
                .replaceAll("192[.]0[.]2[.]2[12]:8774", "127.0.0.1:" + servers.nova);
        Path file = Files.writeString(folder.resolve("haproxy-" + port + ".cfg"), configuration);
        return new LiveProxy(
                "haproxy", port, log(folder, port), List.of("/usr/sbin/haproxy", "-db", "-f", file.toString()));
    }

    private static String haproxys(Gateway gateway) {
        return "127.0.0.1:" + gateway.port + " port " + gateway.managementPort;
    }

    /** Starts HAProxy that ends TLS. */
    static LiveProxy haproxyWithTls(Path folder, Servers servers) throws IOException {
        Path pem = Files.writeString(
                folder.resolve("compute.pem"),
                Files.readString(TLS.resolve("localhost.pem")) + Files.readString(TLS.resolve("localhost.key")));
        return haproxy(folder, servers, " ssl crt " + pem + " alpn h2,http/1.1", "");
    }

    /** Starts nginx. */
    static LiveProxy nginx(Path folder, Servers servers) throws IOException {
        return nginx(folder, servers, "");
    }

    /** Starts nginx that ends TLS. */
    static LiveProxy nginxWithTls(Path folder, Servers servers) throws IOException {
        return nginx(
                folder,
                servers,
                " ssl; ssl_certificate " + TLS.resolve("localhost.pem") + "; ssl_certificate_key "
                        + TLS.resolve("localhost.key"));
    }

    private static LiveProxy nginx(Path folder, Servers servers, String withClients) throws IOException {
        int port = LivePorts.free(1).get(0);
        String site = Files.readString(Path.of("conf/deployment/nginx.conf"))
                .replace("192.0.2.10:8774", "127.0.0.1:" + port + withClients)
                .replace("192.0.2.11:8774", "127.0.0.1:" + servers.one.port)
                .replace("192.0.2.12:8774", "127.0.0.1:" + servers.two.port)
                .replaceAll("192[.]0[.]2[.]2[12]:8774", "127.0.0.1:" + servers.nova);
        Path file = Files.writeString(folder.resolve("nginx-" + port + ".conf"), nginxs(folder, site));
        return new LiveProxy(
                "nginx",
                port,
                log(folder, port),
                List.of(
                        "/usr/sbin/nginx",
                        "-e",
                        "stderr",
                        "-c",
                        file.toAbsolutePath().toString()));
    }

    /** What Debian has in {@code nginx.conf} itself, as any user can run it. */
    private static String nginxs(Path folder, String site) {
        StringBuilder http = new StringBuilder();
        for (String name : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            http.append(name + "_temp_path " + folder.toAbsolutePath() + "/nginx;\n");
        }
        return "daemon off;\nmaster_process off;\npid " + folder.toAbsolutePath() + "/nginx.pid;\nerror_log stderr;\n"
                + "events {}\nhttp {\naccess_log off;\n"
                + http + site + "}\n";
    }

    private static Path log(Path folder, int port) {
        return folder.resolve("proxy-" + port + ".log");
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
