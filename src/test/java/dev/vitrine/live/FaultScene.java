package dev.vitrine.live;

import dev.vitrine.cli.Main;
import dev.vitrine.demo.DemoCloud;
import dev.vitrine.demo.DemoGlance;
import dev.vitrine.demo.DemoKeystone;
import dev.vitrine.testing.ChildGateway;
import dev.vitrine.testing.RawHttp;
import dev.vitrine.testing.ScriptedService;
import dev.vitrine.testing.ShortHeap;
import dev.vitrine.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A gateway that meets a fault, the requests that show it, and the log where that is another process's. */
final class FaultScene implements AutoCloseable {
    private static final String IMAGE = "/v2/openstack/images/" + TestGateway.FAKEIMAGE7;
    private static final String TOKEN = "X-Auth-Token: demo";
    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final int managementPort;
    private final Request request;
    private final Supplier<String> log;
    private final Runnable end;

    /** A request that shows the fault. */
    private interface Request {
        void send() throws IOException;
    }

    private FaultScene(int managementPort, Request request, Supplier<String> log, Runnable end) {
        this.managementPort = managementPort;
        this.request = request;
        this.log = log;
        this.end = end;
    }

    /** Of a gateway in this process, which ends with its Vert.x instance. */
    private FaultScene(TestGateway gateway, Request request) {
        this(gateway.managementPort(), request, () -> "", () -> {});
    }

    int managementPort() {
        return managementPort;
    }

    void request() throws IOException {
        request.send();
    }

    /** Returns the log of a gateway in another process. */
    String log() {
        return log.get();
    }

    @Override
    public void close() {
        end.run();
    }

    private static FaultScene imagesOf(TestGateway gateway) {
        return new FaultScene(gateway, () -> gateway.get("demo", IMAGE));
    }

    static FaultScene images(Vertx vertx, String... settings) throws Exception {
        return imagesOf(TestGateway.start(vertx, settings));
    }

    static FaultScene servers(Vertx vertx, String setting) throws Exception {
        TestGateway gateway = TestGateway.start(vertx, setting);
        return new FaultScene(gateway, () -> gateway.get("demo", "/v2.1/openstack/servers"));
    }

    /** The images API before this Keystone and Glance. */
    private static FaultScene imagesBehind(Vertx vertx, Consumer<TestGateway> fault, String... settings)
            throws Exception {
        TestGateway gateway = TestGateway.start(vertx, settings);
        fault.accept(gateway);
        return imagesOf(gateway);
    }

    static FaultScene slowGlance(Vertx vertx) throws Exception {
        return imagesBehind(
                vertx, gateway -> gateway.glance.hold(), "glance.first-byte-timeout=200ms", "glance.timeout=300ms");
    }

    static FaultScene slowKeystone(Vertx vertx) throws Exception {
        return imagesBehind(
                vertx,
                gateway -> gateway.keystone.hold(),
                "keystone-authtoken.first-byte-timeout=200ms",
                "keystone-authtoken.timeout=300ms");
    }

    static FaultScene refusingGlance(Vertx vertx) throws Exception {
        return imagesBehind(
                vertx,
                gateway -> gateway.glance.answerWith(
                        asked -> asked.response().setStatusCode(503).end()));
    }

    static FaultScene untrustedGlance(Vertx vertx) throws Exception {
        int port = vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addCertPath("src/test/resources/tls/localhost.pem")
                                .addKeyPath("src/test/resources/tls/localhost.key")))
                .requestHandler(asked -> asked.response().end())
                .exceptionHandler(broken -> {})
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS)
                .actualPort();
        return images(vertx, "glance.api-servers=https://127.0.0.1:" + port);
    }

    /** Keystone grants the gateway a token, and then answers each validation with this status. */
    static FaultScene validationsWith(int status, Vertx vertx) throws Exception {
        return imagesBehind(
                vertx,
                gateway -> gateway.keystone.answerWith(asked -> {
                    if (asked.method().equals(HttpMethod.GET)) {
                        asked.response().setStatusCode(status).end();
                    } else {
                        gateway.keystone.pass(asked);
                    }
                }));
    }

    static FaultScene wrongClock(Vertx vertx) throws Exception {
        return imagesBehind(vertx, gateway -> gateway.glance.answerWith(asked -> answerInAnHour(gateway, asked)));
    }

    private static void answerInAnHour(TestGateway gateway, HttpServerRequest asked) {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.now().plusSeconds(3_600).atOffset(ZoneOffset.UTC));
        asked.response().putHeader("Date", date);
        gateway.glance.pass(asked);
    }

    static FaultScene fullQueue(Vertx vertx) throws Exception {
        TestGateway gateway =
                TestGateway.start(vertx, "glance.max-connections=1", "glance.min-calls=1", "glance.max-waiting=1");
        gateway.get("demo", IMAGE);
        gateway.glance.hold();
        for (int i = 0; i < 2; i++) {
            Thread waiting = new Thread(
                    () -> {
                        try {
                            gateway.get("demo", "/v2/openstack/images/" + UUID.randomUUID());
                        } catch (IOException gone) {
                            // The gateway has ended.
                        }
                    },
                    "waiting");
            waiting.setDaemon(true);
            waiting.start();
        }
        return new FaultScene(gateway, () -> gateway.get("demo", "/v2/openstack/images/" + UUID.randomUUID()));
    }

    /** All processors work on something else. */
    static FaultScene busyProcessors(Vertx vertx) throws Exception {
        TestGateway gateway = TestGateway.start(vertx);
        AtomicBoolean ends = new AtomicBoolean();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            Thread busy = new Thread(
                    () -> {
                        while (!ends.get()) {
                            Thread.onSpinWait();
                        }
                    },
                    "busy");
            busy.setDaemon(true);
            busy.start();
        }
        return new FaultScene(
                gateway.managementPort(), () -> gateway.get("demo", IMAGE), () -> "", () -> ends.set(true));
    }

    static FaultScene shortHeap(Vertx vertx) throws Exception {
        Services services = new Services(vertx);
        ChildGateway child =
                ChildGateway.start(ShortHeap.class, "-Xmx256m", services.keystone.url(), services.glance.url());
        return new FaultScene(
                child.managementPort(),
                () -> RawHttp.send(child.port(), "GET", IMAGE, TOKEN),
                child::log,
                child::close);
    }

    static FaultScene withoutBroker(Vertx vertx, Path folder) throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "s3cret");
        return images(vertx, "events.brokers=127.0.0.1:1", "events.password-file=" + password);
    }

    /** A process whose standard output is a full disk; its standard error is not. */
    static FaultScene fullDisk(Vertx vertx, Path folder) throws Exception {
        Services services = new Services(vertx);
        int port = LivePorts.free(1).get(0);
        Path errors = folder.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "serve",
                        "--set=identity=glance",
                        "--set=listen.host=127.0.0.1",
                        "--set=listen.port=0",
                        "--set=management.port=" + port,
                        "--set=glance.api-servers=" + services.glance.url()))
                .redirectOutput(Redirect.to(Path.of("/dev/full").toFile()))
                .redirectError(errors.toFile());
        Process process = builder.start();
        if (!LiveWait.until(START_LIMIT, () -> isReady(port))) {
            process.destroyForcibly();
            throw new IOException("the gateway does not start: " + Files.readString(errors));
        }
        // Each invalidation is a line of the log.
        return new FaultScene(
                port,
                () -> RawHttp.send(port, "DELETE", "/cache/images", "Host: 127.0.0.1"),
                () -> read(errors),
                process::destroyForcibly);
    }

    private static boolean isReady(int port) {
        try {
            return RawHttp.send(port, "GET", "/readyz").status() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static FaultScene certificateThatEnds(Vertx vertx, Path folder) throws Exception {
        Path certificate = folder.resolve("cert.pem");
        Path key = folder.resolve("key.pem");
        makeCertificate(5, certificate, key);
        TestGateway gateway =
                TestGateway.start(vertx, "listen.tls-certificate=" + certificate, "listen.tls-key=" + key);
        return new FaultScene(gateway, () -> {});
    }

    /** With the JDK's tool, which writes another format. */
    private static void makeCertificate(int days, Path certificate, Path key) throws Exception {
        Path store = certificate.resolveSibling("store.p12");
        char[] password = "s3cret".toCharArray();
        Process tool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "server",
                        "-dname",
                        "CN=localhost",
                        "-validity",
                        Integer.toString(days),
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(password))
                .inheritIO()
                .start();
        if (tool.waitFor() != 0) {
            throw new IOException("keytool failed");
        }
        KeyStore keys = KeyStore.getInstance(store.toFile(), password);
        Files.writeString(
                certificate, pem("CERTIFICATE", keys.getCertificate("server").getEncoded()));
        Files.writeString(
                key, pem("PRIVATE KEY", keys.getKey("server", password).getEncoded()));
    }

    private static String pem(String type, byte[] content) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + type
                + "-----\n";
    }

    /** A Keystone and a Glance for a gateway in another process. */
    private static final class Services {
        private final ScriptedService keystone;
        private final ScriptedService glance;

        Services(Vertx vertx) throws Exception {
            DemoCloud cloud = DemoCloud.seeded(Clock.systemUTC());
            keystone = new ScriptedService(new DemoKeystone(cloud)).start(vertx);
            glance = new ScriptedService(new DemoGlance(cloud, keystone.url())).start(vertx);
        }
    }
}
