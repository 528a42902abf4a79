package dev.vitrine.config;

import dev.vitrine.config.source.ConfigReader;
import dev.vitrine.config.source.Setting;
import dev.vitrine.config.source.ValueType;
import java.util.List;
import java.util.Set;

/**
 * What the gateway makes of {@code X-Service-Token}, as keystonemiddleware by settings of the same names.
 *
 * @param roles those of services: beside a token with one of them a client's token may have expired. Empty to ignore the header
 * @param areRolesRequired whether a service's token without one of the roles counts as invalid
 */
public record ServiceTokenConfig(Set<String> roles, boolean areRolesRequired) {
    private static final Setting<String> ROLES = Setting.list(
                    "keystone-authtoken.service-token-roles", ValueType.TEXT, List.of())
            .notBlank()
            .means("""
                    The roles of services, usually service. If a request has a token with one of these in X-Service-Token, \
                    the token in X-Auth-Token may have expired: Keystone is asked with allow_expired, for how long it says \
                    itself ([token] allow_expired_window), and the two go to Glance. A service's token that is not valid \
                    makes the request a 401. Empty: the header is ignored. Needs a service user.""");
    private static final Setting<Boolean> ROLES_REQUIRED = Setting.flag(
                    "keystone-authtoken.service-token-roles-required", true)
            .means("""
                    Whether a token in X-Service-Token without one of service-token-roles makes the request a 401. If not, the \
                    request is as good as its token in X-Auth-Token, which must not have expired.""");

    /** Copies the roles. */
    public ServiceTokenConfig {
        roles = Set.copyOf(roles);
    }

    static ServiceTokenConfig read(ConfigReader in, boolean hasUser) {
        Set<String> roles = Set.copyOf(in.all(ROLES));
        if (!roles.isEmpty() && !hasUser) {
            in.problemIfWritten(ROLES, "none without identity keystone and a service user");
        }
        return new ServiceTokenConfig(roles, in.get(ROLES_REQUIRED));
    }

    /** Returns whether the header counts. */
    public boolean isOn() {
        return !roles.isEmpty();
    }
}
