package dev.vitrine.config;

import dev.vitrine.config.GatewayConfig.IdentityMode;
import dev.vitrine.config.source.ConfigReader;
import dev.vitrine.config.source.Redaction;
import dev.vitrine.config.source.Secret;
import dev.vitrine.config.source.Setting;
import dev.vitrine.config.source.Setting.Check;
import dev.vitrine.config.source.ValueType;
import dev.vitrine.model.Endpoint;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The identity service.
 *
 * @param backend how it is called; its endpoints are {@code auth-url} without a version
 * @param authenticateUri what a 401 names as the place to get a token
 * @param credentials the gateway's own
 * @param tokenCacheTime TTL of a validated token. A revoked token is accepted as long
 * @param maxTokenBytes length of a client's token at most; a longer one is invalid, and Keystone is not asked
 * @param serviceTokens what it makes of the tokens of services
 * @param serviceType the type under which access rules of application credentials know this service
 */
public record KeystoneConfig(
        ServiceConfig backend,
        String authenticateUri,
        Credentials credentials,
        Duration tokenCacheTime,
        long maxTokenBytes,
        ServiceTokenConfig serviceTokens,
        String serviceType) {
    private static final String SECTION = "keystone-authtoken";

    private static final Setting<Endpoint> AUTH_URL = Setting.list(
                    "keystone-authtoken.auth-url", ValueType.URL, List.of(new Endpoint(false, "127.0.0.1", 5000, "")))
            .orOneItem()
            .rule(url -> !url.isResource(), "Keystone's URL, with or without /v3 at its end")
            .means("""
                    Keystone's URLs, with or without /v3 at their end. The gateway calls them in turn; each takes the tokens of \
                    the others.""");
    private static final Setting<String> AUTHENTICATE_URI = Setting.address("keystone-authtoken.www-authenticate-uri")
            .rule(KeystoneConfig::isPlain, "a URL")
            .defaultsTo("the first auth-url")
            .means("What a 401 names as the place to get a token.");
    private static final Setting<Duration> TOKEN_CACHE_TIME = Setting.duration(
                    "keystone-authtoken.token-cache-time", "60s", "0s", "5m")
            .means(
                    "TTL of a validated token, shortened at random by up to a tenth. A revoked token is accepted as long; an expired one never.");
    private static final Setting<Long> MAX_TOKEN_LENGTH = Setting.size(
                    "keystone-authtoken.max-token-length", "4KiB", "1KiB", "64KiB")
            .means("""
                    Length of a client's token at most. A longer one gets a 401, and neither Keystone nor Glance is asked: \
                    Keystone makes none that long, and servers such as uWSGI close the connection of a request whose \
                    headers exceed their buffer.""");
    private static final Setting<String> SERVICE_TYPE = Setting.text("keystone-authtoken.service-type", "compute")
            .notBlank()
            .means("The type under which access rules of application credentials know this service.");

    /** Checks the range and the texts. */
    public KeystoneConfig {
        new Check()
                .holds(TOKEN_CACHE_TIME, tokenCacheTime)
                .holds(MAX_TOKEN_LENGTH, maxTokenBytes)
                .holds(SERVICE_TYPE, serviceType)
                .holds(AUTHENTICATE_URI, authenticateUri)
                .done();
    }

    /** Every client gets it, so it must hold no secret. */
    private static boolean isPlain(String uri) {
        return uri.chars().allMatch(c -> c > ' ' && c <= '~' && c != '"')
                && Redaction.ADDRESS.of(uri).equals(uri);
    }

    static KeystoneConfig read(ConfigReader in, IdentityMode identity) {
        List<Endpoint> roots = roots(in);
        String authenticateUri = in.get(AUTHENTICATE_URI, roots.get(0).toString());
        Login login = Login.read(in);
        ServiceConfig backend = ServiceConfig.read(in, SECTION, roots);
        boolean isNeeded = identity == IdentityMode.KEYSTONE && !in.isWrong(GatewayConfig.IDENTITY);
        Credentials credentials = isNeeded ? login.credentials(in) : new Credentials.None();
        boolean mayHaveUser =
                !(credentials instanceof Credentials.None) || in.isWrong(GatewayConfig.IDENTITY) || isLoginWrong(in);
        return new KeystoneConfig(
                backend,
                authenticateUri,
                credentials,
                in.get(TOKEN_CACHE_TIME),
                in.get(MAX_TOKEN_LENGTH),
                ServiceTokenConfig.read(in, mayHaveUser),
                in.get(SERVICE_TYPE));
    }

    private static List<Endpoint> roots(ConfigReader in) {
        List<Endpoint> urls = in.all(AUTH_URL);
        if (urls.isEmpty() && !in.isWrong(AUTH_URL)) {
            in.problem(AUTH_URL, "nothing", "at least one URL such as http://host:port");
        }
        return (urls.isEmpty() ? AUTH_URL.defaults() : urls)
                .stream().map(Endpoint::withoutVersion).toList();
    }

    /** Returns whether it is not known how the gateway was to log in, since the setting is wrong. */
    static boolean isLoginWrong(ConfigReader in) {
        return in.isWrong(Login.TYPE);
    }

    /** The settings of the gateway's own credentials; which of them are needed depends on {@code auth-type}. */
    private record Login(
            AuthType type,
            Credentials.Named user,
            @Nullable Secret password,
            Credentials.Named project,
            @Nullable String credentialId,
            @Nullable Secret credentialSecret) {
        private enum AuthType {
            PASSWORD,
            V3APPLICATIONCREDENTIAL,
            NONE
        }

        private static final Setting<AuthType> TYPE = Setting.choice("keystone-authtoken.auth-type", AuthType.PASSWORD)
                .means("""
                        The gateway's own credentials, to validate tokens: password (a service user; the role "service" is \
                        enough), v3applicationcredential (an application credential of such a user), none (each token \
                        validates itself, which Keystone's stock policy allows).""");
        private static final Setting<String> USERNAME =
                Setting.text("keystone-authtoken.username", "vitrine").means("The service user.");
        private static final Setting<String> USER_ID = Setting.text("keystone-authtoken.user-id")
                .means("The id of the service user; wins over its name and needs no domain.");
        private static final Setting<String> PASSWORD =
                Setting.secret("keystone-authtoken.password").means("The service user's password.");
        private static final Setting<String> PROJECT_NAME =
                Setting.text("keystone-authtoken.project-name", "service").means("The service user's project.");
        private static final Setting<String> PROJECT_ID = Setting.text("keystone-authtoken.project-id")
                .means("The id of the service user's project; wins over its name and needs no domain.");
        private static final Setting<String> CREDENTIAL_ID = Setting.text(
                        "keystone-authtoken.application-credential-id")
                .means("The id of the application credential.");
        private static final Setting<String> CREDENTIAL_SECRET = Setting.secret(
                        "keystone-authtoken.application-credential-secret")
                .means("The secret of the application credential.");

        static Login read(ConfigReader in) {
            AuthType type = in.get(TYPE);
            String username = in.get(USERNAME);
            String userId = in.find(USER_ID);
            Secret password = in.secret(PASSWORD);
            Credentials.Named user = named(userId, username, domain(in, "user"));
            String projectName = in.get(PROJECT_NAME);
            String projectId = in.find(PROJECT_ID);
            return new Login(
                    type,
                    user,
                    password,
                    named(projectId, projectName, domain(in, "project")),
                    in.find(CREDENTIAL_ID),
                    in.secret(CREDENTIAL_SECRET));
        }

        private static Credentials.Named named(@Nullable String id, String name, Credentials.Domain domain) {
            return id == null ? new Credentials.Named("name", name, domain) : new Credentials.Named("id", id, null);
        }

        private static Credentials.Domain domain(ConfigReader in, String whose) {
            String key = "keystone-authtoken." + whose + "-domain";
            String id = in.find(
                    Setting.text(key + "-id").means("The id of the " + whose + "'s domain; wins over the name."));
            String name =
                    in.get(Setting.text(key + "-name", "Default").means("The name of the " + whose + "'s domain."));
            return id == null ? new Credentials.Domain("name", name) : new Credentials.Domain("id", id);
        }

        /** Returns the credentials that {@code auth-type} asks for; reports what they lack. */
        Credentials credentials(ConfigReader in) {
            if (in.isWrong(TYPE) || type == AuthType.NONE) {
                return new Credentials.None();
            }
            return type == AuthType.PASSWORD
                    ? password(in)
                    : new Credentials.ApplicationCredential(
                            needed(in, CREDENTIAL_ID, credentialId), in.needed(CREDENTIAL_SECRET, credentialSecret));
        }

        private Credentials.Password password(ConfigReader in) {
            needed(in, user.domain() == null ? USER_ID : USERNAME, user.value());
            needed(in, project.domain() == null ? PROJECT_ID : PROJECT_NAME, project.value());
            return new Credentials.Password(user, in.needed(PASSWORD, password), project);
        }

        private static String needed(ConfigReader in, Setting<String> setting, @Nullable String value) {
            boolean isBlank = value == null || value.isBlank();
            if (isBlank && !in.isWrong(setting)) {
                in.problem(setting, "nothing", "a text");
            }
            return value == null ? "" : value;
        }
    }
}
