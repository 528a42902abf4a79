package dev.vitrine;

import dev.vitrine.config.Configuration;
import dev.vitrine.config.Settings;
import dev.vitrine.config.SettingsException;
import dev.vitrine.config.SettingsLoader;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vitrine serve}: the gateway in front of a real Glance and Keystone. */
@Command(
        name = "serve",
        description = "Serves in front of a real Glance and Keystone.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The settings, YAML; conf/vitrine.yaml shows all of them. Without it, defaults.")
    private @Nullable Path config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "One setting, such as listen.port=8080. Wins over the environment (VITRINE_LISTEN_PORT),"
                    + " which wins over the file. May be repeated.")
    private Map<String, String> set = new LinkedHashMap<>();

    @Override
    public Integer call() {
        Configuration configuration;
        try {
            configuration = SettingsLoader.read(config, System.getenv(), set);
        } catch (SettingsException e) {
            System.err.println(e.getMessage());
            return 1;
        }
        Settings settings = configuration.settings();
        Vertx vertx = Running.vertx(settings.listen().nativeTransport());
        try {
            Vitrine vitrine = Running.start(vertx, configuration);
            LOG.info(
                    "serving on {}:{}, health and figures on {}:{}, by {}, identity {}, Glance {}",
                    settings.listen().host(),
                    vitrine.port(),
                    settings.management().host(),
                    vitrine.managementPort(),
                    vertx.isNativeTransportEnabled() ? "epoll" : "NIO",
                    settings.identity(),
                    settings.glance().backend().servers());
            return 0;
        } catch (Exception e) {
            Running.complain(e, "listen.port and management.port take other ports");
            vertx.close();
            return 1;
        }
    }
}
