package dev.vitrine.cli;

import dev.vitrine.Gateway;
import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.LoadedConfig;
import dev.vitrine.config.listen.ListenConfig;
import dev.vitrine.config.listen.ManagementConfig;
import dev.vitrine.config.source.ConfigException;
import dev.vitrine.demo.DemoCloud;
import dev.vitrine.demo.DemoImages;
import dev.vitrine.demo.DemoServers;
import dev.vitrine.tracing.Tracing;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vitrine demo}: the gateway in front of an embedded Glance and Keystone with sample images. */
@Command(
        name = "demo",
        description = "Serves in front of an embedded Glance and Keystone with sample images, on loopback.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.VersionLine.class,
        exitCodeListHeading = Main.EXIT_CODES,
        exitCodeList = {
            "0:It was stopped by SIGTERM or SIGINT, or its self-test succeeded.",
            "1:It could not listen, or its self-test failed.",
            "2:Wrong usage."
        })
final class DemoCommand implements Callable<Integer> {
    @Option(
            names = "--port",
            paramLabel = "PORT",
            description =
                    "The gateway's port; the management listener's is 16 above it, as by default. 0 for any free ones."
                            + " Default: ${DEFAULT-VALUE}.")
    private int port = ListenConfig.DEFAULT_PORT;

    @Option(
            names = "--self-test",
            description = "Sends requests to itself, says whether all were answered as expected, and ends.")
    private boolean isSelfTest;

    /** How far the management listener's port is from the API's by default. */
    private static final int MANAGEMENT = ManagementConfig.DEFAULT_PORT - ListenConfig.DEFAULT_PORT;

    @Override
    public Integer call() throws ConfigException {
        Tracing tracing = GatewayProcess.tracing();
        Vertx vertx = GatewayProcess.vertx();
        try {
            DemoServers cloud = DemoServers.start(vertx, DemoCloud.seeded(Clock.systemUTC()), 0, 0)
                    .await(10, TimeUnit.SECONDS);
            Gateway gateway = GatewayProcess.start(vertx, settings(cloud, port), tracing);
            if (isSelfTest) {
                GatewayProcess.end(selfTest(gateway));
            } else {
                System.out.println(welcome(cloud, gateway));
            }
            return 0;
        } catch (Exception e) {
            GatewayProcess.printFailure(e, "--port takes another port");
            vertx.close();
            return 1;
        }
    }

    /** Returns the process's exit code. */
    private static int selfTest(Gateway gateway) throws InterruptedException {
        try {
            int requests = new SelfTest(api(gateway), management(gateway)).run();
            System.out.println("self-test: " + requests + " requests answered as expected");
            return 0;
        } catch (IOException e) {
            System.err.println("vitrine: self-test: " + e.getMessage());
            return 1;
        }
    }

    private static String api(Gateway gateway) {
        return "http://127.0.0.1:" + gateway.port();
    }

    private static String management(Gateway gateway) {
        return "http://127.0.0.1:" + gateway.managementPort();
    }

    /**
     * Returns the settings of the tour. Links lead to the host that the request names: back to the demo, or, with {@code Host:
     * openstack.example.com}, as in the samples of the API reference.
     */
    static LoadedConfig settings(DemoServers cloud, int port) throws ConfigException {
        return ConfigLoader.read(
                null,
                Map.of("VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD", DemoCloud.SERVICE_PASSWORD),
                Map.of(
                        "listen.host",
                        "127.0.0.1",
                        "listen.port",
                        Integer.toString(port),
                        "management.port",
                        Integer.toString(port == 0 ? 0 : port + MANAGEMENT),
                        "listen.drain-notice",
                        "0s",
                        "keystone-authtoken.auth-url",
                        cloud.keystoneUrl(),
                        "keystone-authtoken.username",
                        DemoCloud.SERVICE_USER,
                        "glance.api-servers",
                        cloud.glanceUrl(),
                        "links.glance-link-prefix",
                        "http://glance.openstack.example.com"));
    }

    private static String welcome(DemoServers cloud, Gateway gateway) {
        String image = "/v2/openstack/images/" + DemoImages.FAKEIMAGE7;
        return """
                Vitrine serves the compute images API on $API
                in front of an embedded Keystone ($KEYSTONE) and Glance ($GLANCE).
                Tokens: demo (project openstack), other (project other), admin (project admin). Try:

                an image, in JSON and XML as the API reference shows it:
                  curl -H 'X-Auth-Token: demo' -H 'Host: openstack.example.com' $API$IMAGE
                  curl -H 'X-Auth-Token: demo' -H 'Host: openstack.example.com' $API$IMAGE.xml
                a list in pages; the link "next" leads to the second one:
                  curl -H 'X-Auth-Token: demo' '$API/v2/openstack/images/detail?limit=2'
                a change, and the image after it:
                  curl -H 'X-Auth-Token: demo' -H 'Content-Type: application/json' -d '{"metadata": {"tour": "done"}}' $API$IMAGE/metadata
                  curl -H 'X-Auth-Token: demo' $API$IMAGE/metadata/tour
                a private image, with the token of another project:
                  curl -i -H 'X-Auth-Token: other' $API/v2/other/images/$ID
                why a request got its response:
                  OS_TOKEN=demo java -jar target/vitrine.jar explain --api $API --management $MANAGEMENT $IMAGE
                Debian's python3-openstackclient, or its openstacksdk:
                  /usr/bin/python3 -c "import openstack; print([i.name for i in openstack.connect(auth_type='admin_token', endpoint='$API/v2.1', token='demo').compute.images()])"
                what it counts:
                  curl $MANAGEMENT/metrics

                And in a browser, the dashboard: $MANAGEMENT/

                Ctrl-C stops it.
                """.replace("$API", api(gateway))
                .replace("$MANAGEMENT", management(gateway))
                .replace("$KEYSTONE", cloud.keystoneUrl())
                .replace("$GLANCE", cloud.glanceUrl())
                .replace("$IMAGE", image)
                .replace("$ID", DemoImages.FAKEIMAGE7);
    }
}
