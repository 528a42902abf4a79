package dev.vitrine.config;

import dev.vitrine.config.listen.CorsConfig;
import dev.vitrine.config.listen.ListenConfig;
import dev.vitrine.config.listen.ManagementConfig;
import dev.vitrine.config.source.ConfigException;
import dev.vitrine.config.source.ConfigReader;
import dev.vitrine.config.source.Setting;
import dev.vitrine.config.source.ValueType;
import dev.vitrine.model.Microversion;

/**
 * All settings, one component a section.
 *
 * @param listen the API's listener
 * @param management the management listener
 * @param identity which service authenticates callers
 * @param keystone the identity service
 * @param glance the image service
 * @param links how links in responses begin
 * @param api limits of the API
 * @param cors cross-origin resource sharing
 * @param v11 the mount {@code /v1.1}
 * @param v2 the mount {@code /v2}
 * @param v21 the mount {@code /v2.1}
 * @param maxMicroversion the highest microversion of {@code /v2.1}
 * @param cache the caches of images and lists
 * @param warmUp the warm-up of the cache at start
 * @param events the message broker that carries Glance's notifications
 * @param nova the Compute service, to which all but the images API is passed on
 * @param log which lines go into the log
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
        NotificationConfig events,
        NovaConfig nova,
        LogConfig log) {
    static final Setting<IdentityMode> IDENTITY =
            Setting.choice("identity", IdentityMode.KEYSTONE).means("""
                    Which service authenticates callers. keystone: Keystone validates every token. glance: Glance judges \
                    each token itself; the gateway needs no service user, shares nothing between two tokens, and does not \
                    check the project in the path. It does not know when a token expires: what is cached is served to it \
                    for 5 s at most (or token-cache-time, if that is shorter), and only what is public while Glance does \
                    not respond. none: no service, for a Glance that asks for no authentication.""");

    /** The last one in which the images API is whole. */
    private static final Microversion MAX = new Microversion(2, 35);

    private static final Setting<Microversion> MAX_MICROVERSION = Setting.value(
                    "microversion.max", ValueType.MICROVERSION)
            .rule(max -> max.compareTo(Microversion.MIN) >= 0 && max.minor() < Integer.MAX_VALUE, "2.1 or more")
            .range("2.1 or more")
            .defaultsTo(MAX + "; with nova.api-servers Nova's own, once it is known")
            .means("""
                    The highest microversion of /v2.1. The images API ends with 2.35, the default: clients that negotiate, \
                    and "latest", find images, and a higher version gets a 406. With nova.api-servers clients negotiate \
                    with Nova's version documents: the maximum is Nova's unless it is set here. Behind a proxy that sends \
                    the rest of the API to Nova, set Nova's maximum: then each version gets what Nova would answer, and \
                    "latest" finds no images.""");

    /** Reads all sections before anything wrong stops it, so that one start reports everything. */
    static GatewayConfig read(ConfigReader in) throws ConfigException {
        IdentityMode identity = in.get(IDENTITY);
        ListenConfig listen = ListenConfig.read(in, identity == IdentityMode.NONE);
        ManagementConfig management = ManagementConfig.read(in, listen);
        KeystoneConfig keystone = KeystoneConfig.read(in, identity);
        GlanceConfig glance = GlanceConfig.read(in, identity, keystone.credentials());
        LinkConfig links = LinkConfig.read(in, glance);
        ApiConfig api = ApiConfig.read(in);
        CorsConfig cors = CorsConfig.read(in);
        MountConfig v11 = MountConfig.legacy(in, "v1.1");
        MountConfig v2 = MountConfig.legacy(in, "v2");
        MountConfig v21 = MountConfig.modern(in, "v2.1");
        Microversion max = in.get(MAX_MICROVERSION, MAX);
        CacheConfig cache = CacheConfig.read(in);
        WarmUpConfig warmUp = WarmUpConfig.read(in, identity);
        NotificationConfig events = NotificationConfig.read(in);
        NovaConfig nova = NovaConfig.read(in, in.isSet(MAX_MICROVERSION));
        LogConfig log = LogConfig.read(in);
        in.finish();
        return new GatewayConfig(
                listen,
                management,
                identity,
                keystone,
                glance,
                links,
                api,
                cors,
                v11,
                v2,
                v21,
                max,
                cache,
                warmUp,
                events,
                nova,
                log);
    }

    /** Which service authenticates callers. */
    public enum IdentityMode {
        /** Keystone validates every token; the default. */
        KEYSTONE,
        /** Glance judges each token itself, and nothing is shared between two tokens. Needs no service user. */
        GLANCE,
        /** None: for a Glance that asks for no authentication. */
        NONE
    }
}
