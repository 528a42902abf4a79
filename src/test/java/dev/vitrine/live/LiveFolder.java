package dev.vitrine.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/** The folder of one live cloud: configuration, databases, keys, image data and logs. Nothing lies outside of it. */
record LiveFolder(Path root, int keystonePort, int glancePort) {

    /** The password of every user; the servers listen on loopback only, and for as long as the tests run. */
    static final String PASSWORD = "secret";

    private static final SecureRandom RANDOM = new SecureRandom();

    Path keystoneConfiguration() {
        return root.resolve("etc/keystone.conf");
    }

    Path glanceConfiguration() {
        return root.resolve("etc/glance-api.conf");
    }

    Path keystoneDatabase() {
        return root.resolve("keystone.db");
    }

    Path glanceDatabase() {
        return root.resolve("glance.db");
    }

    Path keystoneLog() {
        return root.resolve("keystone.log");
    }

    Path glanceLog() {
        return root.resolve("glance.log");
    }

    /** Makes the subfolders, keys and configuration files. */
    void write() throws IOException {
        for (String name : List.of("etc/none", "images", "staging", "locks")) {
            Files.createDirectories(root.resolve(name));
        }
        writeKeys(root.resolve("fernet-keys"));
        writeKeys(root.resolve("credential-keys"));
        Files.writeString(keystoneConfiguration(), keystone());
        Files.writeString(glanceConfiguration(), glance());
        // Glance reads it beside its configuration first. The packaged one refuses kernel_id "nokernel".
        Files.writeString(root.resolve("etc/schema-image.json"), "{}");
    }

    /** Configures Glance, for its next start, to notify the broker at this URL; none if it is empty. */
    void notify(String transportUrl) throws IOException {
        Files.writeString(
                glanceConfiguration(), transportUrl.isEmpty() ? glance() : glance() + notifying(transportUrl));
    }

    /** What keystone-manage fernet_setup makes: the staged and the primary key. Doing so here saves seconds. */
    private static void writeKeys(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String name : List.of("0", "1")) {
            byte[] key = new byte[32];
            RANDOM.nextBytes(key);
            Files.writeString(folder.resolve(name), Base64.getUrlEncoder().encodeToString(key));
        }
    }

    private String keystone() {
        return """
                [DEFAULT]
                use_stderr = true
                log_dir =
                [database]
                connection = sqlite:///%1$s/keystone.db?timeout=30
                [token]
                provider = fernet
                expiration = 86400
                [fernet_tokens]
                key_repository = %1$s/fernet-keys
                [fernet_receipts]
                key_repository = %1$s/fernet-keys
                [credential]
                key_repository = %1$s/credential-keys
                [identity]
                # the least that bcrypt can do: a login takes some ms in place of a quarter of a second
                password_hash_rounds = 4
                [oslo_policy]
                policy_dirs = %1$s/etc/none
                """.formatted(root);
    }

    private String glance() {
        return """
                [DEFAULT]
                use_stderr = true
                log_dir =
                bind_host = 127.0.0.1
                bind_port = %2$d
                workers = 2
                node_staging_uri = file://%1$s/staging
                [paste_deploy]
                flavor = keystone
                config_file = /usr/share/glance-common/glance-api-paste.ini
                [database]
                connection = sqlite:///%1$s/glance.db?timeout=30
                [glance_store]
                stores = file,http
                default_store = file
                filesystem_store_datadir = %1$s/images
                [keystone_authtoken]
                www_authenticate_uri = http://127.0.0.1:%3$d
                auth_url = http://127.0.0.1:%3$d
                auth_type = password
                username = glance
                password = %4$s
                user_domain_id = default
                project_name = service
                project_domain_id = default
                [oslo_concurrency]
                lock_path = %1$s/locks
                [oslo_policy]
                policy_dirs = %1$s/etc/none
                """.formatted(root, glancePort, keystonePort, PASSWORD);
    }

    /** With this retry Glance gives up in time: by default it does not respond while the broker is down. */
    private static String notifying(String transportUrl) {
        return """
                [oslo_messaging_notifications]
                driver = messagingv2
                transport_url = %s
                topics = notifications
                retry = 1
                """.formatted(transportUrl);
    }
}
