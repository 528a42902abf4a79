package dev.vitrine.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A real Nova API beside the Keystone and the Glance of a {@link LiveCloud}: the service whose images API the gateway
 * replaces. It comes from Debian 12's package {@code nova-api}, and runs as the user of the tests.
 *
 * <p>There is no compute host, no placement and no network service: no server can be made, and what Nova keeps in its
 * own databases, such as flavors and keypairs, can.
 */
public final class LiveNova implements AutoCloseable {

    private final LiveFolder cloud;
    private final Path root;
    private final Path configuration;
    private final int port;
    private final LiveHttp http;
    private final LiveProcess api;

    private LiveNova(LiveFolder cloud, int port) {
        this.cloud = cloud;
        this.root = cloud.root().resolve("nova");
        this.configuration = cloud.root().resolve("etc/nova.conf");
        this.port = port;
        this.http = new LiveHttp("http://127.0.0.1:" + port);
        this.api = new LiveProcess(
                http,
                "/",
                cloud.root().resolve("nova.log"),
                List.of("/usr/bin/nova-api", "--config-file", configuration.toString()));
    }

    /** Starts one with new databases, on a free port, with its user; the catalogue does not have it. */
    static LiveNova start(LiveFolder cloud, LiveIdentity identity) {
        LiveCommand.requireNova();
        try {
            LiveNova nova = new LiveNova(cloud, LivePorts.free(1).get(0));
            Runtime.getRuntime().addShutdownHook(new Thread(nova::close, "live-nova-stop"));
            Files.createDirectories(nova.root.resolve("locks"));
            Files.writeString(nova.configuration, nova.configured());
            nova.makeDatabases();
            identity.furnishNova();
            nova.api.start();
            return nova;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its address, without a version and without a slash at the end. */
    public String url() {
        return http.base();
    }

    int port() {
        return port;
    }

    /** Returns a client of it. */
    LiveHttp http() {
        return http;
    }

    /** Kills it and its workers as they stand; connections to it are then refused. */
    void kill() {
        api.kill();
    }

    /** Starts it again, on the same port and databases, and waits until it answers. */
    void start() {
        api.start();
    }

    /** Ends it with its workers. May be called more than once. */
    @Override
    public void close() {
        api.end();
    }

    /** Each of these commands takes some seconds, nearly all of it Python starting. */
    private void makeDatabases() throws IOException {
        LiveServers.sideBySide(() -> manage("api_db", "sync"), () -> manage("db", "sync", "--local_cell"));
        Files.copy(database("nova"), database("nova_cell0"));
        LiveServers.sideBySide(
                () -> manage("cell_v2", "map_cell0", "--database_connection", connection("nova_cell0")),
                () -> manage(
                        "cell_v2",
                        "create_cell",
                        "--name",
                        "cell1",
                        "--transport-url",
                        "fake:///",
                        "--database_connection",
                        connection("nova")));
        for (String name : List.of("nova", "nova_api", "nova_cell0")) {
            LiveServers.allowReadersBesideOneWriter(database(name));
        }
    }

    private void manage(String... arguments) {
        List<String> command = new ArrayList<>(List.of("/usr/bin/nova-manage", "--config-file"));
        command.add(configuration.toString());
        command.addAll(List.of(arguments));
        LiveCommand.run(command.toArray(new String[0]));
    }

    private Path database(String name) {
        return root.resolve(name + ".db");
    }

    private String connection(String name) {
        return "sqlite:///" + database(name) + "?timeout=30";
    }

    /** What is written to these databases need not outlive the machine. */
    private String configured() {
        return """
                [DEFAULT]
                use_stderr = true
                log_dir =
                host = vitrine
                my_ip = 127.0.0.1
                state_path = %1$s
                enabled_apis = osapi_compute
                osapi_compute_listen = 127.0.0.1
                osapi_compute_listen_port = %2$d
                osapi_compute_workers = 2
                transport_url = fake:///
                [api]
                auth_strategy = keystone
                [wsgi]
                api_paste_config = /usr/share/nova-common/api-paste.ini
                [database]
                connection = %3$s
                sqlite_synchronous = false
                [api_database]
                connection = %4$s
                sqlite_synchronous = false
                [glance]
                region_name = RegionOne
                [keystone_authtoken]
                www_authenticate_uri = http://127.0.0.1:%5$d
                auth_url = http://127.0.0.1:%5$d
                auth_type = password
                username = nova
                password = %6$s
                user_domain_id = default
                project_name = service
                project_domain_id = default
                [oslo_middleware]
                enable_proxy_headers_parsing = true
                [oslo_concurrency]
                lock_path = %1$s/locks
                [oslo_policy]
                policy_dirs = %1$s/none
                """.formatted(
                root, port, connection("nova"), connection("nova_api"), cloud.keystonePort(), LiveFolder.PASSWORD);
    }
}
