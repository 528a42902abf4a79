package dev.vitrine.cli;

import dev.vitrine.Gateway;
import dev.vitrine.LogLevels;
import dev.vitrine.config.GatewayConfig;
import dev.vitrine.config.GlanceConfig;
import dev.vitrine.config.LoadedConfig;
import dev.vitrine.config.source.ConfigException;
import dev.vitrine.tracing.Tracing;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code vitrine serve}: the gateway in front of a real Glance and Keystone. */
@Command(
        name = ServeCommand.NAME,
        description = "Serves in front of a real Glance and Keystone.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.VersionLine.class,
        exitCodeListHeading = Main.EXIT_CODES,
        exitCodeList = {
            "0:It was stopped by SIGTERM or SIGINT, and has ended its requests.",
            "1:A setting is wrong, it could not listen, or it did not end its requests in time.",
            "2:Wrong usage.",
            "3:The heap was exhausted, where java has -XX:+ExitOnOutOfMemoryError, which vitrine.sh sets."
        })
final class ServeCommand implements Callable<Integer> {
    static final String NAME = "serve";

    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    @Mixin
    private ConfigOptions options;

    ServeCommand() {
        this(new ConfigOptions());
    }

    ServeCommand(ConfigOptions options) {
        this.options = options;
    }

    /** Returns the options of this command where the arguments are as {@link ConfigOptions#plain} reads them; else null. */
    static @Nullable ConfigOptions plainOptions(String... arguments) {
        return arguments.length > 0 && arguments[0].equals(NAME)
                ? ConfigOptions.plain(List.of(arguments).subList(1, arguments.length))
                : null;
    }

    @Override
    public Integer call() throws ConfigException {
        FutureTask<Vertx> platform = GatewayProcess.beginVertx();
        LoadedConfig loaded = options.read();
        GatewayConfig config = loaded.settings();
        LogLevels.apply(config.log());
        loaded.withoutEffect().forEach(name -> LOG.info("{} ({}): without effect", name.key(), name.origin()));
        loaded.warnings().forEach(LOG::warn);
        Tracing tracing = GatewayProcess.tracing();
        Vertx vertx = GatewayProcess.join(platform);
        try {
            Gateway gateway = GatewayProcess.start(vertx, loaded, tracing);
            LOG.info(
                    "serving on {}:{}, management on {}:{}, identity {}, Glance {}",
                    config.listen().host(),
                    gateway.port(),
                    config.management().host(),
                    gateway.managementPort(),
                    config.identity(),
                    glance(config.glance()));
            return 0;
        } catch (Exception e) {
            GatewayProcess.printFailure(e, "listen.port and management.port set other ports");
            vertx.close();
            return 1;
        }
    }

    private static String glance(GlanceConfig config) {
        return config.catalog() == null
                ? config.backend().servers().toString()
                : "from Keystone's catalogue (" + config.catalog() + ")";
    }
}
