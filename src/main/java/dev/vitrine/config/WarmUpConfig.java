package dev.vitrine.config;

import dev.vitrine.config.Credentials.ApplicationCredential;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for before anybody asks for it.
 *
 * @param credentials one for each set of roles for which Glance is asked; none by default, and then nothing is
 * @param maxImages images asked for with each of them at the most, 1 to 100000; default 10000
 * @param concurrency how many are asked for at once, 1 to 64; default 4
 */
public record WarmUpConfig(List<ApplicationCredential> credentials, int maxImages, int concurrency) {
    private static final String FILES = "warm-up.credential-files";

    /** Checks every range. */
    public WarmUpConfig {
        new Check()
                .range("max-images", maxImages, 1, 100_000)
                .range("concurrency", concurrency, 1, 64)
                .done();
        credentials = List.copyOf(credentials);
    }

    static @Nullable WarmUpConfig read(Values values, IdentityMode identity) {
        List<ApplicationCredential> credentials = values.credentials(FILES);
        int maxImages = values.whole("warm-up.max-images", 10_000);
        int concurrency = values.whole("warm-up.concurrency", 4);
        if (identity != IdentityMode.KEYSTONE && !credentials.isEmpty()) {
            values.problem(FILES, "files: " + credentials.size(), "none, or identity: keystone, which knows the roles");
        }
        return values.section("warm-up", () -> new WarmUpConfig(credentials, maxImages, concurrency));
    }
}
