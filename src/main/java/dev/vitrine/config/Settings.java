package dev.vitrine.config;

import static java.util.Objects.requireNonNull;

import dev.vitrine.model.Microversion;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be set. The keys, with meaning, unit and default, stand in {@code conf/vitrine.yaml}.
 *
 * @param listen where the API is served
 * @param management where health and figures are served
 * @param identity who says whether a caller is who he claims to be
 * @param keystone the identity service
 * @param glance the image backend
 * @param links what links begin with
 * @param api what the API allows
 * @param cors which web pages may read the answers
 * @param v11 what {@code /v1.1} shows
 * @param v2 what {@code /v2} shows
 * @param v21 what {@code /v2.1} shows
 * @param maxMicroversion the highest microversion that {@code /v2.1} takes; default 2.104
 * @param cache what is remembered
 * @param warmUp what is asked for before anybody asks for it
 * @param events who tells of changes made past the gateway
 */
public record Settings(
        ListenSettings listen,
        ManagementSettings management,
        IdentityMode identity,
        KeystoneSettings keystone,
        GlanceSettings glance,
        LinkSettings links,
        ApiSettings api,
        CorsSettings cors,
        MountSettings v11,
        MountSettings v2,
        MountSettings v21,
        Microversion maxMicroversion,
        CacheSettings cache,
        WarmUpSettings warmUp,
        EventSettings events) {

    /** Reads all sections before anything wrong stops it, so that one start tells of everything. */
    static Settings read(Values values) throws SettingsException {
        IdentityMode identity = values.oneOf("identity", IdentityMode.KEYSTONE);
        ListenSettings listen = ListenSettings.read(values, identity);
        ManagementSettings management = ManagementSettings.read(values);
        KeystoneSettings keystone = KeystoneSettings.read(values, identity);
        GlanceSettings glance = GlanceSettings.read(values);
        LinkSettings links = LinkSettings.read(values);
        ApiSettings api = ApiSettings.read(values);
        CorsSettings cors = CorsSettings.read(values);
        MountSettings v11 = MountSettings.legacy(values, "v1.1");
        MountSettings v2 = MountSettings.legacy(values, "v2");
        MountSettings v21 = MountSettings.modern(values, "v2.1");
        Microversion max = maxMicroversion(values);
        CacheSettings cache = CacheSettings.read(values);
        WarmUpSettings warmUp = WarmUpSettings.read(values, identity);
        EventSettings events = EventSettings.read(values);
        checkPorts(values, listen, management);
        values.finish();
        return new Settings(
                requireNonNull(listen),
                requireNonNull(management),
                identity,
                requireNonNull(keystone),
                requireNonNull(glance),
                links,
                requireNonNull(api),
                requireNonNull(cors),
                v11,
                v2,
                v21,
                max,
                requireNonNull(cache),
                requireNonNull(warmUp),
                requireNonNull(events));
    }

    /** The platform would let both listeners share it, and give each request to one of them. */
    private static void checkPorts(
            Values values, @Nullable ListenSettings listen, @Nullable ManagementSettings management) {
        if (listen != null && management != null && listen.port() == management.port() && listen.port() != 0) {
            values.problem("management.port", Integer.toString(management.port()), "another port than listen.port");
        }
    }

    private static Microversion maxMicroversion(Values values) {
        Microversion max = values.microversion("microversion.max", new Microversion(2, 104));
        if (max.compareTo(Microversion.MIN) < 0) {
            values.problem("microversion.max", max.toString(), "2.1 or more");
        }
        return max;
    }
}
