package dev.vitrine.config.oslo;

import java.util.List;
import java.util.Map;

/**
 * What the options of Nova and Glance are called here: one row for each that means the same, and the reason for each of
 * which a person could think so. Names are {@code section/option}; older names stand behind the present one (the
 * declarations in nova's {@code conf}, keystonemiddleware's {@code auth_token/_opts.py} and keystoneauth's loaders).
 */
final class OptionTable {
    /**
     * A row.
     *
     * @param key the setting
     * @param conversion how its value is written
     * @param names the option, and its older names
     */
    record Option(String key, Conversion conversion, List<String> names) {}

    static final String KEYSTONE = "keystone_authtoken";
    static final String GLANCE = "glance";

    /** How the gateway validates tokens: from the service whose section it is. */
    static final List<Option> OF_KEYSTONE = List.of(
            keystone("auth-url", Conversion.TEXT, "auth_url", "identity_uri"),
            keystone("www-authenticate-uri", Conversion.TEXT, "www_authenticate_uri", "auth_uri"),
            keystone("auth-type", Conversion.AUTH_TYPE, "auth_type", "auth_plugin"),
            keystone("username", Conversion.TEXT, "username", "user_name", "admin_user"),
            keystone("user-id", Conversion.TEXT, "user_id"),
            keystone("password", Conversion.TEXT, "password", "admin_password"),
            keystone("user-domain-id", Conversion.TEXT, "user_domain_id"),
            keystone("user-domain-name", Conversion.TEXT, "user_domain_name"),
            keystone("project-name", Conversion.TEXT, "project_name", "tenant_name", "admin_tenant_name"),
            keystone("project-id", Conversion.TEXT, "project_id", "tenant_id"),
            keystone("project-domain-id", Conversion.TEXT, "project_domain_id"),
            keystone("project-domain-name", Conversion.TEXT, "project_domain_name"),
            keystone("application-credential-id", Conversion.TEXT, "application_credential_id"),
            keystone("application-credential-secret", Conversion.TEXT, "application_credential_secret"),
            keystone("cafile", Conversion.TEXT, "cafile"),
            keystone("certfile", Conversion.TEXT, "certfile"),
            keystone("keyfile", Conversion.TEXT, "keyfile"),
            keystone("insecure", Conversion.FLAG, "insecure"),
            keystone("token-cache-time", Conversion.SECONDS, "token_cache_time"),
            keystone("service-token-roles", Conversion.LIST, "service_token_roles"),
            keystone("service-token-roles-required", Conversion.FLAG, "service_token_roles_required"));

    /** What only Nova's own section says: Glance's names the type of Glance. */
    static final Option SERVICE_TYPE = keystone("service-type", Conversion.TEXT, "service_type");

    /** Everything else that Nova's file has. */
    static final List<Option> OF_NOVA = List.of(
            option("glance.api-servers", Conversion.URLS, "glance/api_servers", "DEFAULT/glance_api_servers"),
            option("glance.endpoint-override", Conversion.TEXT, "glance/endpoint_override"),
            option("glance.service-type", Conversion.TEXT, "glance/service_type"),
            option("glance.region-name", Conversion.TEXT, "glance/region_name"),
            option("glance.valid-interfaces", Conversion.LIST, "glance/valid_interfaces"),
            option("glance.cafile", Conversion.TEXT, "glance/cafile", "ssl/ca_file"),
            option("glance.certfile", Conversion.TEXT, "glance/certfile", "ssl/cert_file"),
            option("glance.keyfile", Conversion.TEXT, "glance/keyfile", "ssl/key_file"),
            option("glance.insecure", Conversion.FLAG, "glance/insecure", "glance/api_insecure"),
            option(
                    "links.compute-link-prefix",
                    Conversion.TEXT,
                    "api/compute_link_prefix",
                    "DEFAULT/osapi_compute_link_prefix"),
            option(
                    "links.glance-link-prefix",
                    Conversion.TEXT,
                    "api/glance_link_prefix",
                    "DEFAULT/osapi_glance_link_prefix"),
            option("api.max-limit", Conversion.TEXT, "api/max_limit", "DEFAULT/osapi_max_limit"),
            option("api.metadata-items", Conversion.TEXT, "quota/metadata_items", "DEFAULT/quota_metadata_items"),
            option("cors.allowed-origins", Conversion.ORIGINS, "cors/allowed_origin"),
            option("cors.max-age", Conversion.SECONDS, "cors/max_age"),
            option("listen.max-body", Conversion.BYTES, "oslo_middleware/max_request_body_size"));

    /** The sections of Nova's file of which every option is carried over or noted. Of others the rows above are read. */
    static final List<String> WHOLE = List.of(KEYSTONE, GLANCE, "cors");

    private static final String OWN_MEMORY = "the gateway keeps validated tokens in its own memory";
    private static final String AT_AUTH_URL = "the gateway calls Keystone at auth_url";
    private static final String OWN_TIMEOUTS = "the gateway has timeouts of another meaning: see ";
    private static final String ONE_RETRY = "the gateway tries once more, at another endpoint if there is one";
    private static final String OWN_TOKEN = "the gateway calls Glance with the token of the client";
    private static final String NOVAS_LISTENER = "Nova listens there itself: see listen.";
    private static final String NO_IMAGE_DATA = "the gateway reads no image data";
    private static final String FIXED_CORS = "the gateway allows the headers and methods that its API has";

    /** Why options are left out that a person may look for. Of those that end in a star, all that begin so. */
    static final Map<String, String> REASONS = Map.ofEntries(
            Map.entry("keystone_authtoken/memcache*", OWN_MEMORY),
            Map.entry("keystone_authtoken/cache", OWN_MEMORY),
            Map.entry("keystone_authtoken/revocation_cache_time", OWN_MEMORY),
            Map.entry("keystone_authtoken/region_name", AT_AUTH_URL),
            Map.entry("keystone_authtoken/interface", AT_AUTH_URL),
            Map.entry("keystone_authtoken/auth_host", "it is part of auth_url"),
            Map.entry("keystone_authtoken/auth_port", "it is part of auth_url"),
            Map.entry("keystone_authtoken/auth_protocol", "it is part of auth_url"),
            Map.entry("keystone_authtoken/auth_admin_prefix", "it is part of auth_url"),
            Map.entry("keystone_authtoken/auth_version", "the gateway speaks version 3 of Keystone's API"),
            Map.entry("keystone_authtoken/auth_section", "its section is not read; write the options in this one"),
            Map.entry("keystone_authtoken/http_connect_timeout", OWN_TIMEOUTS + "keystone-authtoken.timeout"),
            Map.entry("keystone_authtoken/http_request_max_retries", ONE_RETRY),
            Map.entry("keystone_authtoken/delay_auth_decision", "the gateway always decides itself"),
            Map.entry("keystone_authtoken/include_service_catalog", "the gateway needs no catalogue in a token"),
            Map.entry("keystone_authtoken/enforce_token_bind", "Keystone has no bound tokens any more"),
            Map.entry("keystone_authtoken/admin_token", "the gateway logs in as a service user"),
            Map.entry("keystone_authtoken/trust_id", "the gateway logs in to a project of its user's own"),
            Map.entry("keystone_authtoken/system_scope", "the gateway logs in to a project"),
            Map.entry("keystone_authtoken/domain_*", "the gateway logs in to a project"),
            Map.entry("keystone_authtoken/application_credential_name", "set application-credential-id"),
            Map.entry("keystone_authtoken/service_type", "it is Glance's type; the gateway's is compute"),
            Map.entry("glance/auth_*", OWN_TOKEN),
            Map.entry("glance/username", OWN_TOKEN),
            Map.entry("glance/password", OWN_TOKEN),
            Map.entry("glance/user_*", OWN_TOKEN),
            Map.entry("glance/project_*", OWN_TOKEN),
            Map.entry("glance/host", "set glance.api-servers"),
            Map.entry("glance/port", "set glance.api-servers"),
            Map.entry("glance/protocol", "set glance.api-servers"),
            Map.entry("glance/service_name", "the gateway finds Glance by its type"),
            Map.entry("glance/timeout", OWN_TIMEOUTS + "glance.timeout"),
            Map.entry("glance/num_retries", ONE_RETRY),
            Map.entry("glance/connect_retr*", ONE_RETRY),
            Map.entry("glance/status_code_retr*", ONE_RETRY),
            Map.entry("glance/rbd_*", NO_IMAGE_DATA),
            Map.entry("glance/enable_rbd_download", NO_IMAGE_DATA),
            Map.entry("glance/allowed_direct_url_schemes", NO_IMAGE_DATA),
            Map.entry("glance/verify_glance_signatures", NO_IMAGE_DATA),
            Map.entry("glance/enable_certificate_validation", NO_IMAGE_DATA),
            Map.entry("glance/default_trusted_certificate_ids", NO_IMAGE_DATA),
            Map.entry("cors/*", FIXED_CORS));

    /** Options of sections that are not read as a whole, which are noted all the same. */
    static final Map<String, String> NOTED = Map.of(
            "DEFAULT/osapi_compute_listen", NOVAS_LISTENER + "host and nova.api-servers",
            "DEFAULT/osapi_compute_listen_port", NOVAS_LISTENER + "port and nova.api-servers",
            "DEFAULT/enabled_ssl_apis", NOVAS_LISTENER + "tls-certificate",
            "wsgi/ssl_cert_file", NOVAS_LISTENER + "tls-certificate",
            "wsgi/ssl_key_file", NOVAS_LISTENER + "tls-key",
            "oslo_middleware/enable_proxy_headers_parsing", "it names no proxies: see listen.trusted-proxies",
            "api/use_forwarded_for", "it names no proxies: see listen.trusted-proxies",
            "api/auth_strategy", "the gateway validates tokens at Keystone: see identity");

    private OptionTable() {}

    private static Option keystone(String key, Conversion conversion, String... names) {
        return new Option(
                "keystone-authtoken." + key,
                conversion,
                List.of(names).stream().map(name -> KEYSTONE + "/" + name).toList());
    }

    private static Option option(String key, Conversion conversion, String... names) {
        return new Option(key, conversion, List.of(names));
    }

    /** Returns why an option is left out. */
    static String reason(String name) {
        String reason = REASONS.get(name);
        for (int end = name.length(); reason == null && end > name.indexOf('/'); end--) {
            reason = REASONS.get(name.substring(0, end) + "*");
        }
        return reason == null ? "no setting has this meaning" : reason;
    }
}
