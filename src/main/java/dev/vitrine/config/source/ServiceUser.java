package dev.vitrine.config.source;

import dev.vitrine.config.source.Sources.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The service user from where OpenStack's own clients read it: from {@code OS_*} variables, or from a cloud of {@code
 * clouds.yaml} that {@code OS_CLOUD} names (openstacksdk, "Configuring OpenStack SDK Applications").
 *
 * <p>It is taken whole or not at all, so that a password is sent only to the Keystone that stands beside it. What names
 * something else than the gateway can do stops the start. Nothing that is missing is taken from the defaults but the domain.
 *
 * @param settings settings by key, each with its origin; empty if there is no such user
 * @param withoutEffect the names that concern other services, each with its origin
 */
public record ServiceUser(Map<String, Entry> settings, Map<String, String> withoutEffect) {
    private static final List<String> FILES_OF_SECRETS =
            List.of("keystone-authtoken.password-file", "keystone-authtoken.application-credential-secret-file");
    private static final Set<String> SECRETS = Set.of("password", "application_credential_secret");
    private static final Set<String> OF_EVERY_TYPE = Set.of("auth_url", "auth_type", "cacert", "cert", "key");
    private static final String CREDENTIAL_TYPE = "v3applicationcredential";
    private static final Map<String, String> TYPES =
            Map.of("password", "password", "v3password", "password", CREDENTIAL_TYPE, CREDENTIAL_TYPE, "none", "none");

    private static final ServiceUser NONE = new ServiceUser(Map.of(), Map.of());

    /** Copies both. */
    public ServiceUser {
        settings = Map.copyOf(settings);
        withoutEffect = Map.copyOf(withoutEffect);
    }

    /**
     * Returns the service user that the environment names, unless any of its settings stands elsewhere. Reads files.
     *
     * @throws ConfigException if the user that is named cannot be used as it is named
     */
    public static ServiceUser read(Map<String, Entry> file, Map<String, String> environment, Map<String, String> flags)
            throws ConfigException {
        boolean isSet = Stream.concat(CloudNames.keys().stream(), FILES_OF_SECRETS.stream())
                .anyMatch(key -> file.containsKey(key)
                        || flags.containsKey(key)
                        || environment.containsKey(KeyNames.variable(key)));
        Map<String, Entry> named = isSet ? Map.of() : NamedCloud.read(environment);
        return named.isEmpty() ? NONE : new Reading(named).user();
    }

    /** One user as it is read: the names that are left, and what is wrong. */
    private static final class Reading {
        private final Map<String, Entry> named = new LinkedHashMap<>();
        private final Map<String, String> withoutEffect = new LinkedHashMap<>();
        private final List<String> problems = new ArrayList<>();

        Reading(Map<String, Entry> all) {
            all.forEach((name, entry) -> {
                if (!entry.isBlank() || SECRETS.contains(name)) {
                    take(name, entry);
                }
            });
            CloudNames.ALIASES.forEach(this::moveTo);
        }

        private void take(String name, Entry entry) {
            String expected = CloudNames.expected(name, entry.text());
            if (expected != null) {
                problem(name, entry, "not supported", expected);
            } else if (CloudNames.isUsed(name) || CloudNames.isOfCatalog(name)) {
                named.put(name, entry);
            } else if (!CloudNames.isAsBuilt(name)) {
                withoutEffect.put(name, entry.origin());
            }
        }

        private void problem(String name, Entry entry, String found, String expected) {
            String variable = NamedCloud.variable(name);
            String place = entry.origin().equals(variable) ? variable : entry.origin() + ": " + name;
            problems.add(place + ": " + found + " (expected: " + expected + ")");
        }

        private void moveTo(String older, String newer) {
            Entry entry = named.remove(older);
            if (entry != null) {
                named.putIfAbsent(newer, entry);
            }
        }

        ServiceUser user() throws ConfigException {
            setType();
            boolean isScoped = named.containsKey("project_id") || named.containsKey("project_name");
            setDomains(isScoped);
            dropIdsBesideNames();
            checkUse();
            if (!problems.isEmpty()) {
                throw new ConfigException(problems);
            }
            Map<String, Entry> settings = new LinkedHashMap<>();
            named.forEach((name, entry) -> {
                String key = CloudNames.key(name);
                if (key != null) {
                    settings.put(key, entry);
                }
            });
            return new ServiceUser(settings, withoutEffect);
        }

        /** An application credential is what it is used for; another type is password, as with OpenStack's clients. */
        private void setType() {
            Entry type = named.get("auth_type");
            Entry credential = named.get("application_credential_id");
            if (type != null) {
                named.put("auth_type", Entry.argument(TYPES.getOrDefault(type.text(), type.text()), type.origin()));
            } else if (credential != null) {
                named.put("auth_type", Entry.argument(CREDENTIAL_TYPE, credential.origin()));
            }
        }

        private void setDomains(boolean isScoped) {
            for (String common : CloudNames.COMMON_DOMAINS) {
                Entry domain = named.remove(common);
                if (domain != null && !isScoped && common.startsWith("domain_")) {
                    problem(common, domain, "not supported", "a project");
                } else if (domain != null) {
                    String form = common.substring(common.lastIndexOf('_'));
                    setDomain("user_domain", form, domain);
                    setDomain("project_domain", form, domain);
                }
            }
        }

        private void setDomain(String whose, String form, Entry domain) {
            if (!named.containsKey(whose + "_id") && !named.containsKey(whose + "_name")) {
                named.put(whose + form, domain);
            }
        }

        /** "In a conflict between redundant settings, the _name option will be used." */
        private void dropIdsBesideNames() {
            for (String what : List.of("project", "user_domain", "project_domain")) {
                if (named.containsKey(what + "_name")) {
                    named.remove(what + "_id");
                }
            }
        }

        /** Reports what the type of the login leaves unused, and what it lacks. Of an unknown type the setting says so. */
        private void checkUse() {
            Entry typed = named.get("auth_type");
            String type = typed == null ? "password" : typed.text();
            if (!TYPES.containsValue(type)) {
                return;
            }
            if (type.equals("none")) {
                // Without a user the gateway does not read the catalogue.
                CloudNames.catalogNames().forEach(this::leaveOut);
            }
            named.forEach((name, entry) -> {
                if (!isUsed(name, type) && !entry.isBlank()) {
                    problem(name, entry, "not used", "nothing of the kind with auth_type " + type);
                }
            });
            if (type.equals("password")) {
                checkNamed("username or user_id", "username", "user_id");
                checkNamed("project_name or project_id", "project_name", "project_id");
            }
        }

        private void leaveOut(String name) {
            Entry entry = named.remove(name);
            if (entry != null) {
                withoutEffect.put(name, entry.origin());
            }
        }

        private static boolean isUsed(String name, String type) {
            boolean isCredential = type.equals(CREDENTIAL_TYPE);
            return OF_EVERY_TYPE.contains(name)
                    || CloudNames.isOfCatalog(name)
                    || (!type.equals("none") && name.startsWith("application_credential_") == isCredential);
        }

        private void checkNamed(String either, String... names) {
            Entry url = named.get("auth_url");
            if (Stream.of(names).noneMatch(named::containsKey)) {
                problems.add((url == null ? "" : url.origin() + ": ") + "nothing beside auth_url (expected: " + either
                        + ")");
            }
        }
    }
}
