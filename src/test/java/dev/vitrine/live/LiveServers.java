package dev.vitrine.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Keystone and Glance in one folder: their databases made, and both processes. */
final class LiveServers {

    private final LiveFolder folder;
    private final LiveHttp keystoneHttp;
    private final LiveHttp glanceHttp;
    private final LiveProcess keystone;
    private final LiveProcess glance;

    private LiveServers(LiveFolder folder) {
        this.folder = folder;
        this.keystoneHttp = new LiveHttp("http://127.0.0.1:" + folder.keystonePort());
        this.glanceHttp = new LiveHttp("http://127.0.0.1:" + folder.glancePort());
        this.keystone = new LiveProcess(keystoneHttp, "/v3", folder.keystoneLog(), keystoneCommand(folder))
                .with(Map.of(
                        "OS_KEYSTONE_CONFIG_FILES",
                        folder.keystoneConfiguration().toString()));
        this.glance = new LiveProcess(
                glanceHttp,
                "/healthcheck",
                folder.glanceLog(),
                List.of(
                        "/usr/bin/glance-api",
                        "--config-file",
                        folder.glanceConfiguration().toString()));
    }

    /** Writes everything the two need but what takes seconds, on ports that are free. */
    static LiveServers prepare(Path root) {
        try {
            List<Integer> ports = LivePorts.free(2);
            LiveFolder folder = new LiveFolder(root.toAbsolutePath(), ports.get(0), ports.get(1));
            folder.write();
            return new LiveServers(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    LiveFolder folder() {
        return folder;
    }

    LiveHttp keystoneHttp() {
        return keystoneHttp;
    }

    LiveHttp glanceHttp() {
        return glanceHttp;
    }

    LiveProcess keystone() {
        return keystone;
    }

    LiveProcess glance() {
        return glance;
    }

    /** Makes the databases and starts both. */
    void start() {
        sideBySide(this::startKeystone, this::startGlance);
    }

    /** Does both at the same time; each is waited for, also if the other fails. */
    static void sideBySide(Runnable one, Runnable other) {
        try {
            CompletableFuture.allOf(CompletableFuture.runAsync(one), CompletableFuture.runAsync(other))
                    .join();
        } catch (CompletionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        }
    }

    /** Ends both for good. */
    void end() {
        glance.end();
        keystone.end();
    }

    private void startKeystone() {
        String configuration = folder.keystoneConfiguration().toString();
        String url = keystoneHttp.base() + "/v3";
        LiveCommand.run("/usr/bin/keystone-manage", "--config-file", configuration, "db_sync");
        // All three: the middleware inside Glance looks up the internal one.
        LiveCommand.run(
                "/usr/bin/keystone-manage",
                "--config-file",
                configuration,
                "bootstrap",
                "--bootstrap-password",
                LiveFolder.PASSWORD,
                "--bootstrap-region-id",
                "RegionOne",
                "--bootstrap-admin-url",
                url,
                "--bootstrap-internal-url",
                url,
                "--bootstrap-public-url",
                url);
        allowReadersBesideOneWriter(folder.keystoneDatabase());
        keystone.start();
    }

    private void startGlance() {
        String configuration = folder.glanceConfiguration().toString();
        LiveCommand.run("/usr/bin/glance-manage", "--config-file", configuration, "db_sync");
        allowReadersBesideOneWriter(folder.glanceDatabase());
        glance.start();
    }

    /** Without it a server of several processes answers "database is locked" to the first writes already. */
    static void allowReadersBesideOneWriter(Path database) {
        LiveCommand.run("/usr/bin/sqlite3", database.toString(), "PRAGMA journal_mode=WAL;");
    }

    /** No threads: a connection to sqlite must be closed by the thread that opened it. */
    private static List<String> keystoneCommand(LiveFolder folder) {
        return List.of(
                "/usr/bin/uwsgi_python3",
                "--master",
                "--die-on-term",
                "--need-app",
                "--lazy-apps",
                "--enable-threads",
                "--buffer-size",
                "65535",
                "--processes",
                "2",
                "--http-socket",
                "127.0.0.1:" + folder.keystonePort(),
                "--add-header",
                "Connection: close",
                "--wsgi-file",
                "/usr/bin/keystone-wsgi-public");
    }
}
