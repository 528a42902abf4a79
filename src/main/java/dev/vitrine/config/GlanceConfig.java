package dev.vitrine.config;

import dev.vitrine.config.GatewayConfig.IdentityMode;
import dev.vitrine.config.source.ConfigReader;
import dev.vitrine.config.source.Setting;
import dev.vitrine.config.source.Setting.Check;
import dev.vitrine.config.source.ValueType;
import dev.vitrine.model.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The image service.
 *
 * @param backend how it is called; its endpoints are {@code api-servers}, or {@code endpoint-override}, without a version
 * @param catalog which endpoint of Keystone's catalogue is called; null if the backend has endpoints
 * @param writeTimeout limit of a change, from the request to the whole response
 * @param listTimeout limit of a list as a whole: the wait for its turn, and the calls for all its pages
 * @param pageSize images that one call asks for at most
 * @param maxRecordBytes bytes of the record of one image, as Glance sends it, at most
 * @param baseProperties members of Glance's documents that are not shown as metadata, besides Glance's own attributes
 */
public record GlanceConfig(
        ServiceConfig backend,
        @Nullable CatalogConfig catalog,
        Duration writeTimeout,
        Duration listTimeout,
        int pageSize,
        int maxRecordBytes,
        Set<String> baseProperties) {
    private static final String SECTION = "glance";
    private static final Endpoint LOCAL = new Endpoint(false, "127.0.0.1", 9292, "");
    private static final String A_URL = "Glance's URL, with or without /v2 at its end";
    private static final Setting<Endpoint> API_SERVERS = Setting.list(
                    "glance.api-servers", ValueType.URL, List.<Endpoint>of())
            .orOneItem()
            .rule(server -> !server.isResource(), A_URL)
            .defaultsTo("endpoint-override")
            .means("""
                    Glance's endpoints, with or without /v2 at their end. The gateway calls them in turn. With these, \
                    endpoint-override and Keystone's catalogue are not used.""");
    private static final Setting<Endpoint> ENDPOINT_OVERRIDE = Setting.url("glance.endpoint-override")
            .rule(server -> !server.isResource(), A_URL)
            .defaultsTo("from Keystone's catalogue; http://127.0.0.1:9292 where the gateway has no service user")
            .means(
                    "Glance's one endpoint, with or without /v2 at its end, in place of the one in Keystone's catalogue.");
    private static final Setting<Duration> WRITE_TIMEOUT = Setting.duration(
                    "glance.write-timeout", "15s", "10ms", "10m")
            .means("Limit of a change to an image, from the request to the whole response.");
    private static final Setting<Duration> LIST_TIMEOUT =
            Setting.duration("glance.list-timeout", "60s", "10ms", "10m").means("""
                    Limit of a list as a whole: the wait for its turn, and the calls for all its pages. Of one call, the head \
                    of the response may take a quarter of it and the whole response half of it, but never less than \
                    first-byte-timeout and timeout allow. No more lists wait than Glance can answer within it. Lists have a \
                    quarter of the concurrent calls, two at least.""");
    private static final Setting<Integer> PAGE_SIZE =
            Setting.integer("glance.page-size", 1_000, 1, 1_000).means("""
                    Images that one call asks for at most: as many as Glance answers within about a second, 100 at least. \
                    Longer lists take several calls.""");
    private static final Setting<Long> MAX_RECORD_BYTES =
            Setting.size("glance.max-record-bytes", "49MiB", "64KiB", "1GiB").means("""
                    Size of the record of one image, as Glance sends it; the request for a longer one gets a 502. By \
                    default what Glance's quotas allow: 128 properties of 64 KiB, of which JSON can make six times as much. \
                    How much of that there is room for is listen.byte-budget's to say.""");
    private static final Setting<String> BASE_PROPERTIES = Setting.list(
                    "glance.base-properties", ValueType.TEXT, List.of())
            .means("Members of Glance's documents that are not shown as metadata, besides Glance's own attributes.");

    /** Checks the ranges. */
    public GlanceConfig {
        new Check()
                .holds(WRITE_TIMEOUT, writeTimeout)
                .holds(LIST_TIMEOUT, listTimeout)
                .holds(PAGE_SIZE, pageSize)
                .holds(MAX_RECORD_BYTES, (long) maxRecordBytes)
                .done();
        baseProperties = Set.copyOf(baseProperties);
    }

    /** Returns the limit from the request for a page of a list to the head of the response. */
    public Duration pageFirstByteTimeout() {
        return longer(backend.firstByteTimeout(), listTimeout.dividedBy(4));
    }

    /** Returns the limit from the request for a page of a list to the whole response. */
    public Duration pageTimeout() {
        return longer(backend.timeout(), listTimeout.dividedBy(2));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    static GlanceConfig read(ConfigReader in, IdentityMode identity, Credentials credentials) {
        List<Endpoint> named = servers(in);
        CatalogConfig catalog = CatalogConfig.read(in);
        boolean hasUser = !(credentials instanceof Credentials.None);
        if (named.isEmpty() && !hasUser && isWithoutUser(in, identity)) {
            catalog.reportUse(in);
        }
        List<Endpoint> servers = named.isEmpty() && !hasUser ? List.of(LOCAL) : named;
        return new GlanceConfig(
                ServiceConfig.read(in, SECTION, servers),
                servers.isEmpty() ? catalog : null,
                in.get(WRITE_TIMEOUT),
                in.get(LIST_TIMEOUT),
                in.get(PAGE_SIZE),
                in.get(MAX_RECORD_BYTES).intValue(),
                Set.copyOf(in.all(BASE_PROPERTIES)));
    }

    /** Wrong settings are no choice: of what follows from them nothing is reported. */
    private static boolean isWithoutUser(ConfigReader in, IdentityMode identity) {
        boolean isWrong =
                in.isWrong(API_SERVERS) || in.isWrong(ENDPOINT_OVERRIDE) || in.isWrong(GatewayConfig.IDENTITY);
        return !isWrong && (identity != IdentityMode.KEYSTONE || !KeystoneConfig.isLoginWrong(in));
    }

    /** Returns the endpoints that the settings name; empty if they name none. */
    private static List<Endpoint> servers(ConfigReader in) {
        List<Endpoint> servers = in.all(API_SERVERS);
        Endpoint override = in.find(ENDPOINT_OVERRIDE);
        List<Endpoint> named = servers.isEmpty() && override != null ? List.of(override) : servers;
        return named.stream().map(Endpoint::withoutVersion).toList();
    }
}
