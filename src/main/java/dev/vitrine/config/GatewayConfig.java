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
public record GatewayConfig(
        ListenConfig listen,
        ManagementConfig management,
        IdentityMode identity,
        KeystoneConfig keystone,
        GlanceConfig glance,
        LinkConfig links,
        ApiConfig api,
        CorsConfig cors,
        MountConfig v11,
        MountConfig v2,
        MountConfig v21,
        Microversion maxMicroversion,
        CacheConfig cache,
        WarmUpConfig warmUp,
        NotificationConfig events) {

    /** Reads all sections before anything wrong stops it, so that one start tells of everything. */
    static GatewayConfig read(Values values) throws ConfigException {
        IdentityMode identity = values.oneOf("identity", IdentityMode.KEYSTONE);
        ListenConfig listen = ListenConfig.read(values, identity);
        ManagementConfig management = ManagementConfig.read(values);
        KeystoneConfig keystone = KeystoneConfig.read(values, identity);
        GlanceConfig glance = GlanceConfig.read(values);
        LinkConfig links = LinkConfig.read(values);
        ApiConfig api = ApiConfig.read(values);
        CorsConfig cors = CorsConfig.read(values);
        MountConfig v11 = MountConfig.legacy(values, "v1.1");
        MountConfig v2 = MountConfig.legacy(values, "v2");
        MountConfig v21 = MountConfig.modern(values, "v2.1");
        Microversion max = maxMicroversion(values);
        CacheConfig cache = CacheConfig.read(values);
        WarmUpConfig warmUp = WarmUpConfig.read(values, identity);
        NotificationConfig events = NotificationConfig.read(values);
        checkPorts(values, listen, management);
        values.finish();
        return new GatewayConfig(
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
            Values values, @Nullable ListenConfig listen, @Nullable ManagementConfig management) {
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
