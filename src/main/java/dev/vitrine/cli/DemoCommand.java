package dev.vitrine.cli;

import dev.vitrine.Gateway;
import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.ListenConfig;
import dev.vitrine.config.LoadedConfig;
import dev.vitrine.config.source.ConfigException;
import dev.vitrine.demo.DemoCloud;
import dev.vitrine.demo.DemoImages;
import dev.vitrine.demo.DemoServers;
import io.vertx.core.Vertx;
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
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "The gateway's port, and the next one for the management listener; 0 for any free ones."
                    + " Default: ${DEFAULT-VALUE}.")
    private int port = ListenConfig.DEFAULT_PORT;

    @Override
    public Integer call() {
        Vertx vertx = GatewayProcess.vertx();
        try {
            DemoServers cloud = DemoServers.start(vertx, DemoCloud.seeded(Clock.systemUTC()), 0, 0)
                    .await(10, TimeUnit.SECONDS);
            Gateway gateway = GatewayProcess.start(vertx, settings(cloud, port));
            System.out.println(welcome(cloud, gateway));
            return 0;
        } catch (Exception e) {
            GatewayProcess.printFailure(e, "--port takes another port");
            vertx.close();
            return 1;
        }
    }

    /** Returns the settings with which the responses are the samples of the API reference. */
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
                        Integer.toString(port == 0 ? 0 : port + 1),
                        "listen.drain-notice",
                        "0s",
                        "keystone-authtoken.auth-url",
                        cloud.keystoneUrl(),
                        "keystone-authtoken.username",
                        DemoCloud.SERVICE_USER,
                        "glance.api-servers",
                        cloud.glanceUrl(),
                        "links.compute-link-prefix",
                        "http://openstack.example.com",
                        "links.glance-link-prefix",
                        "http://glance.openstack.example.com"));
    }

    private static String welcome(DemoServers cloud, Gateway gateway) {
        String url = "http://127.0.0.1:" + gateway.port();
        String image = url + "/v2/openstack/images/" + DemoImages.FAKEIMAGE7;
        String open = url + "/v2/other/images/11111111-1111-4111-8111-111111111111";
        return """
                Vitrine serves the compute images API on %s
                in front of an embedded Keystone (%s) and Glance (%s).
                Tokens: demo (project openstack), other (project other), admin (project admin). Try:

                  curl -H 'X-Auth-Token: demo' %s
                  curl -H 'X-Auth-Token: demo' -H 'Accept: application/xml' %s
                  curl -H 'X-Auth-Token: demo' %s.xml
                  curl -H 'X-Auth-Token: other' %s
                  curl -i -H 'X-Auth-Token: other' %s
                  curl http://127.0.0.1:%d/metrics

                And in a browser, the dashboard: http://127.0.0.1:%d/

                Ctrl-C stops it.
                """.formatted(
                        url,
                        cloud.keystoneUrl(),
                        cloud.glanceUrl(),
                        image,
                        image,
                        image,
                        open,
                        image.replace("/v2/openstack/", "/v2/other/"),
                        gateway.managementPort(),
                        gateway.managementPort());
    }
}
