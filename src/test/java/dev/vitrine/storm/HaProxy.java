package dev.vitrine.storm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/** HAProxy with the configuration that is proposed to operators, on other ports. */
final class HaProxy implements AutoCloseable {
    private final Process process;
    private final int port;

    private HaProxy(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static HaProxy start(GatewayProcess one, GatewayProcess two) throws Exception {
        return start(one, two, "", "");
    }

    /** Speaks HTTP/2 on both sides, without TLS with clients. */
    static HaProxy overHttp2(GatewayProcess one, GatewayProcess two) throws Exception {
        return start(one, two, " proto h2", " ssl verify none alpn h2");
    }

    private static HaProxy start(GatewayProcess one, GatewayProcess two, String withClients, String withGateways)
            throws Exception {
        int port = GatewayProcess.freePort();
        String text = Files.readString(Path.of("conf/deployment/haproxy.cfg"))
                .replace("192.0.2.10:8774", "127.0.0.1:" + port + withClients)
                .replace("192.0.2.11:8774 port 8775", at(one) + withGateways)
                .replace("192.0.2.12:8774 port 8775", at(two) + withGateways);
        Path file = Files.writeString(Files.createTempFile("haproxy", ".cfg"), text);
        Process process = new ProcessBuilder("/usr/sbin/haproxy", "-db", "-f", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(Files.createTempFile("haproxy", ".log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        HaProxy proxy = new HaProxy(process, port);
        proxy.await();
        return proxy;
    }

    private static String at(GatewayProcess gateway) {
        return "127.0.0.1:" + gateway.port() + " port " + gateway.managementPort();
    }

    private void await() throws InterruptedException {
        for (int i = 0; i < 200; i++) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException notYet) {
                Thread.sleep(50);
            }
        }
        throw new IllegalStateException("HAProxy does not start");
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
