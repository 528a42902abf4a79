package dev.vitrine.config;

import dev.vitrine.config.Credentials.ApplicationCredential;
import dev.vitrine.config.GatewayConfig.IdentityMode;
import dev.vitrine.config.source.ConfigReader;
import dev.vitrine.config.source.PemFile;
import dev.vitrine.config.source.Secret;
import dev.vitrine.config.source.Setting;
import dev.vitrine.config.source.Setting.Check;
import dev.vitrine.config.source.UnreadableFile;
import dev.vitrine.config.source.ValueType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The warm-up of the cache at start.
 *
 * @param credentials one for each set of roles; empty for no warm-up
 * @param maxImages images loaded with each of them at most
 * @param concurrency concurrent loads
 */
public record WarmUpConfig(List<ApplicationCredential> credentials, int maxImages, int concurrency) {
    private static final Setting<String> FILES = Setting.list("warm-up.credential-files", ValueType.TEXT, List.of())
            .orOneItem()
            .means("""
                    Files of one line each, ID:SECRET of an application credential of Keystone: one for each set of roles. \
                    Such a credential can have some of its user's roles (openstack application credential create --role \
                    reader ...), but must have no access rules. Only with identity: keystone. Empty: no warm-up.""");
    private static final Setting<Integer> MAX_IMAGES =
            Setting.integer("warm-up.max-images", 10_000, 1, 100_000).means("""
                    Images loaded with each of them at most, the newest first. Glance is asked for all of them as one list, \
                    within glance.list-timeout.""");
    private static final Setting<Integer> CONCURRENCY = Setting.integer("warm-up.concurrency", 4, 1, 64)
            .means("Concurrent loads. Each is one of the calls that Glance gets at once.");

    /** Checks the ranges. */
    public WarmUpConfig {
        new Check().holds(MAX_IMAGES, maxImages).holds(CONCURRENCY, concurrency).done();
        credentials = List.copyOf(credentials);
    }

    static WarmUpConfig read(ConfigReader in, IdentityMode identity) {
        List<ApplicationCredential> credentials = new CredentialFiles(in).credentials();
        if (identity != IdentityMode.KEYSTONE && !credentials.isEmpty()) {
            in.problem(FILES, "files: " + credentials.size(), "none, or identity: keystone, which knows the roles");
        }
        return new WarmUpConfig(credentials, in.get(MAX_IMAGES), in.get(CONCURRENCY));
    }

    /**
     * Reads the files. Nothing that is found in them is ever shown, and of names only those in a folder that is there: a person
     * who mistakes the key has written a secret there.
     */
    private record CredentialFiles(ConfigReader in) {
        /** Ids go into the log. Keystone makes its secrets longer than its ids can be: the two in turn are refused. */
        private static final Pattern LINE = Pattern.compile("([A-Za-z0-9_.-]{1,64}):(\\P{Cntrl}+)");

        List<ApplicationCredential> credentials() {
            List<String> names = in.all(FILES);
            List<ApplicationCredential> credentials = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                ApplicationCredential credential = credential(names.get(i), "number " + (i + 1) + ": ");
                if (credential != null) {
                    credentials.add(credential);
                }
            }
            return credentials;
        }

        private @Nullable ApplicationCredential credential(String name, String place) {
            Path path = PemFile.readable(name);
            if (path == null) {
                String expected = UnreadableFile.expected("the name of a file that holds ID:SECRET", name);
                in.problem(FILES, place + UnreadableFile.found(name), expected);
                return null;
            }
            String text = PemFile.secret(path);
            Matcher line = LINE.matcher(text == null ? "" : text);
            if (!line.matches() || Secret.isNone(line.group(2))) {
                String expected = "one line, ID:SECRET of an application credential; what was found is not shown";
                in.problem(FILES, place + "a file of another form", expected);
                return null;
            }
            return new ApplicationCredential(line.group(1), new Secret(line.group(2)));
        }
    }
}
