package dev.vitrine.nova;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.ChildGateway;
import dev.vitrine.testing.RawPeer;
import dev.vitrine.testing.RawPeer.Connection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bodies of any length pass through a gateway with a small heap. */
@Timeout(180)
class PassThroughHeapIT {
    private static final String HOST = "Host: cloud.test:8774\r\n";
    private static final long GIB = 1L << 30;

    @TempDir
    private Path folder;

    /** No Keystone and no Glance: nothing that is passed on needs them. */
    private ChildGateway start(String jvm, RawPeer nova, String... more) throws IOException {
        Path arguments = Files.writeString(folder.resolve("jvm"), jvm);
        String[] settings = new String[more.length + 3];
        settings[0] = "nova.api-servers=" + nova.url();
        settings[1] = "microversion.max=2.35";
        settings[2] = "listen.access-log=true";
        System.arraycopy(more, 0, settings, 3, more.length);
        return ChildGateway.start("@" + arguments, "http://127.0.0.1:1", "http://127.0.0.1:1", settings);
    }

    private static CompletableFuture<Void> run(Write task) {
        return CompletableFuture.runAsync(() -> {
            try {
                task.run();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    private interface Write {
        void run() throws IOException;
    }

    private static void write(OutputStream out, long bytes) throws IOException {
        byte[] part = new byte[64 << 10];
        for (long left = bytes; left > 0; left -= part.length) {
            out.write(part, 0, (int) Math.min(left, part.length));
        }
        out.flush();
    }

    private static long skip(InputStream in, long bytes) throws IOException {
        byte[] part = new byte[64 << 10];
        long read = 0;
        while (read < bytes) {
            int more = in.read(part, 0, (int) Math.min(part.length, bytes - read));
            if (more < 0) {
                return read;
            }
            read += more;
        }
        return read;
    }

    @Test
    void gibibytePassesEachWayThroughASmallHeap() throws Exception {
        try (RawPeer nova = RawPeer.listen();
                ChildGateway gateway = start("-Xmx64m", nova);
                Connection client = Connection.to(gateway.port())) {
            CompletableFuture<Void> upload = run(() -> {
                client.write("PUT /v2.1/x HTTP/1.1\r\n" + HOST + "Content-Length: " + GIB + "\r\n\r\n");
                write(client.socket().getOutputStream(), GIB);
            });
            Connection served = nova.accept();
            served.head();
            assertThat(skip(served.socket().getInputStream(), GIB)).isEqualTo(GIB);
            upload.get(10, TimeUnit.SECONDS);

            CompletableFuture<Void> download = run(() -> {
                served.write("HTTP/1.1 200 OK\r\nContent-Length: " + GIB + "\r\n\r\n");
                write(served.socket().getOutputStream(), GIB);
            });
            client.head();
            assertThat(skip(client.socket().getInputStream(), GIB)).isEqualTo(GIB);
            download.get(10, TimeUnit.SECONDS);

            assertThat(gateway.isAlive()).isTrue();
            assertThat(gateway.metrics()).contains("vitrine_passed_on_active 0.0");
            // The line is written by a thread of its own.
            for (int i = 0; i < 5_000 && !gateway.log().contains("\"access\""); i++) {
                gateway.metrics();
            }
            assertThat(gateway.log())
                    .contains("\"uri\":\"/v2.1/x\",\"http\":\"1.1\",\"status\":200,\"bytes\":" + GIB + ",")
                    .contains("\"cache\":\"pass-through\"");
        }
    }

    @Test
    void clientThatDoesNotReadHoldsNovaBackAndIsCutOff() throws Exception {
        try (RawPeer nova = RawPeer.listen();
                ChildGateway gateway = start("-Xmx64m", nova, "listen.write-timeout=1s");
                Connection client = Connection.to(gateway.port())) {
            client.write("GET /v2.1/x HTTP/1.1\r\n" + HOST + "\r\n");
            Connection served = nova.accept();
            served.head();
            served.write("HTTP/1.1 200 OK\r\nContent-Length: " + GIB + "\r\n\r\n");
            CompletableFuture<Void> download = run(() -> write(served.socket().getOutputStream(), GIB));

            assertThat(download).failsWithin(60, TimeUnit.SECONDS);
            assertThat(gateway.isAlive()).isTrue();
        }
    }

    @Test
    void nothingLeaksHoweverARequestEnds() throws Exception {
        try (RawPeer nova = RawPeer.listen();
                ChildGateway gateway =
                        start("-Xmx48m -Dio.netty.leakDetection.level=paranoid", nova, "nova.breaker=false")) {
            for (int i = 0; i < 60; i++) {
                Connection client = Connection.to(gateway.port());
                client.write(
                        "PUT /v2.1/x HTTP/1.1\r\n" + HOST + "Content-Length: 300000\r\n\r\n" + "x".repeat(200_000));
                Connection served = nova.accept();
                served.head();
                served.read(1_000);
                end(i % 6, client, served);
            }
            try (Connection client = Connection.to(gateway.port())) {
                long bytes = 64 << 20;
                client.write("GET /v2.1/y HTTP/1.1\r\n" + HOST + "\r\n");
                Connection served = nova.accept();
                served.head();
                CompletableFuture<Void> download = run(() -> {
                    served.write("HTTP/1.1 200 OK\r\nContent-Length: " + bytes + "\r\n\r\n");
                    write(served.socket().getOutputStream(), bytes);
                });
                client.head();
                skip(client.socket().getInputStream(), bytes);
                download.get(10, TimeUnit.SECONDS);
            }

            assertThat(gateway.metrics()).contains("vitrine_passed_on_active 0.0");
            assertThat(gateway.log()).doesNotContain("LEAK").doesNotContain("\"level\":\"ERROR\"");
        }
    }

    private static void end(int how, Connection client, Connection served) throws IOException {
        String head = "HTTP/1.1 200 OK\r\nContent-Length: 500000\r\n\r\n";
        switch (how) {
            case 0 -> client.reset();
            case 1 -> served.reset();
            case 2 -> served.write(head + "y".repeat(100_000)).reset();
            case 3 -> {
                served.write(head + "y".repeat(100_000));
                client.head();
                client.reset();
            }
            case 4 -> served.write("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
            default -> {
                client.write("x".repeat(100_000));
                served.read(299_000);
                served.write(head.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n") + "y".repeat(500_000));
                client.head();
                client.read(500_000);
            }
        }
        client.close();
        served.close();
    }
}
