package dev.vitrine.config.oslo;

import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.oslo.IniFile.Entry;
import dev.vitrine.config.oslo.OptionTable.Option;
import dev.vitrine.config.source.ConfigException;
import dev.vitrine.config.source.EffectiveSetting;
import dev.vitrine.config.source.Secret;
import dev.vitrine.config.source.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes settings of the configuration of Nova and Glance. The gateway takes the place of Nova's images API: so it validates
 * tokens as Nova does, calls Glance as Nova does, and listens to the notifications that Glance publishes.
 */
public final class ConfigImport {
    private static final String OTHER_USER =
            "%s: [keystone_authtoken] is not carried over: that of Nova is, whose images"
                    + " API the gateway takes the place of";

    private final Map<String, Setting<?>> settings = new LinkedHashMap<>();
    private final Map<String, EffectiveSetting> taken = new LinkedHashMap<>();
    private final Map<String, Secret> secrets = new LinkedHashMap<>();
    private final Notes notes = new Notes();

    private ConfigImport() throws ConfigException {
        ConfigLoader.settings().forEach(setting -> settings.put(setting.key(), setting));
    }

    /**
     * Reads the files. A file is Glance's if its name or that of its folder says so, else Nova's; of several of one service a
     * later one wins, as with {@code --config-file}. Blocks.
     *
     * @throws ConfigException if a file cannot be read
     */
    public static ImportedConfig read(List<Path> files) throws ConfigException {
        List<IniFile> nova = new ArrayList<>();
        List<IniFile> glance = new ArrayList<>();
        for (Path file : files) {
            (isOfGlance(file) ? glance : nova).add(IniFile.read(file));
        }
        ConfigImport all = new ConfigImport();
        all.importAll(new OsloConfig(nova), new OsloConfig(glance));
        return all.result();
    }

    /** The last name that says anything decides: an overlay stands in a folder such as {@code glance-api.conf.d}. */
    private static boolean isOfGlance(Path file) {
        Path path = file.toAbsolutePath().normalize();
        for (int i = path.getNameCount() - 1; i >= Math.max(0, path.getNameCount() - 2); i--) {
            String name = path.getName(i).toString();
            if (name.contains("glance") || name.contains("nova")) {
                return name.contains("glance");
            }
        }
        return false;
    }

    private void importAll(OsloConfig nova, OsloConfig glance) {
        importUser(nova, glance);
        OptionTable.OF_NOVA.forEach(option -> take(nova, option));
        OptionTable.WHOLE.forEach(section -> noteRest(nova, section));
        OptionTable.NOTED.forEach(
                (name, reason) -> nova.all(List.of(name)).forEach(entry -> notes.leftOut(entry, reason)));
        Entry ofServers = nova.first("oslo_messaging_notifications");
        if (ofServers != null) {
            notes.add(ofServers.file() + ": [oslo_messaging_notifications] is not carried over: it is of servers; the"
                    + " notifications of images are Glance's");
        }
        new NotificationImport(this, glance).run();
        if (!taken.containsKey("glance.api-servers") && !taken.containsKey("glance.endpoint-override")) {
            notes.add(
                    "glance.api-servers: nothing to carry over: Glance's endpoint is taken from Keystone's catalogue");
        }
    }

    private void importUser(OsloConfig nova, OsloConfig glance) {
        Entry ofNova = nova.first(OptionTable.KEYSTONE);
        Entry ofGlance = glance.first(OptionTable.KEYSTONE);
        OsloConfig user = ofNova == null ? glance : nova;
        OptionTable.OF_KEYSTONE.forEach(option -> take(user, option));
        takeCommonDomains(user);
        if (ofNova != null) {
            take(nova, OptionTable.SERVICE_TYPE);
        } else {
            noteRest(glance, OptionTable.KEYSTONE);
        }
        if (ofNova != null && ofGlance != null) {
            notes.add(OTHER_USER.formatted(ofGlance.file()));
        } else if (ofGlance != null) {
            notes.add(ofGlance.file() + ": [keystone_authtoken] names Glance's own user: better give the gateway one of"
                    + " its own");
        }
        noteMissingSecret();
    }

    private void noteMissingSecret() {
        boolean isCredential = taken.containsKey("keystone-authtoken.application-credential-id");
        String key = "keystone-authtoken." + (isCredential ? "application-credential-secret" : "password");
        if (!secrets.containsKey(key)) {
            notes.add(key + ": nothing to carry over: set " + key + "-file, or the gateway does not start");
        }
    }

    /** One domain for the user and the project, where neither has one of its own (keystoneauth's generic plugins). */
    private void takeCommonDomains(OsloConfig user) {
        for (String form : List.of("id", "name")) {
            String name = OptionTable.KEYSTONE + "/default_domain_" + form;
            Entry entry = user.find(List.of(name));
            if (entry == null) {
                continue;
            }
            for (String whose : List.of("user", "project")) {
                String key = "keystone-authtoken." + whose + "-domain-";
                boolean hasOwn = taken.containsKey(key + "id") || taken.containsKey(key + "name");
                if (!hasOwn) {
                    take(user, new Option(key + form, Conversion.TEXT, List.of(name)));
                }
            }
            user.done(entry);
        }
    }

    /** Takes an option as a setting, or notes why not; does nothing if it is not set. */
    void take(OsloConfig from, Option option) {
        Entry winner = from.find(option.names());
        if (winner == null) {
            return;
        }
        for (Entry other : from.all(option.names())) {
            if (!other.equals(winner)) {
                from.done(other);
                notes.leftOut(other, "line " + winner.line() + " of " + winner.file() + " wins");
            }
        }
        from.done(winner);
        String value = value(from, winner);
        if (value == null || value.isBlank()) {
            return;
        }
        List<String> texts = option.conversion().texts().of(value);
        if (texts == null) {
            notes.leftOut(
                    winner, "not supported (expected: " + option.conversion().expected() + ")");
        } else if (!texts.isEmpty()) {
            put(option.key(), texts, winner);
        }
    }

    /** Returns the value of an entry; null, which it notes, if that refers to what is not set. */
    @Nullable
    String value(OsloConfig from, Entry entry) {
        String value = from.value(entry);
        if (value == null) {
            notes.leftOut(entry, "it refers to an option that none of the files sets");
        }
        return value;
    }

    /** Sets a setting, or notes why its rule does not allow it. */
    void put(String key, List<String> texts, Entry origin) {
        Setting<?> setting = settings.get(key);
        if (setting == null) {
            throw new IllegalArgumentException(key);
        }
        if (setting.form() == Setting.Form.SECRET) {
            secrets.put(key, new Secret(texts.get(0)));
            return;
        }
        for (String text : texts) {
            String expected = expected(setting, text);
            if (expected != null) {
                notes.leftOut(origin, key + " cannot have this value (expected: " + expected + ")");
                return;
            }
        }
        boolean isItem = !setting.isList() || (setting.form() == Setting.Form.LIST_OR_ITEM && texts.size() == 1);
        taken.put(
                key,
                isItem
                        ? EffectiveSetting.text(key, texts.get(0), origin.origin())
                        : EffectiveSetting.list(key, texts, origin.origin()));
    }

    /** Returns what is expected in place of a text; null if it is allowed. The files need not be on this machine. */
    private static <E> @Nullable String expected(Setting<E> setting, String text) {
        if (setting.type().name().equals("file")) {
            return null;
        }
        E value = setting.type().parser().parse(text);
        if (value == null) {
            return setting.type().expected();
        }
        Setting.Rule<E> rule = setting.rule();
        return rule == null || rule.test().test(value) ? null : rule.expected();
    }

    Notes notes() {
        return notes;
    }

    /** Notes every option of a section of which nothing was said yet. */
    private void noteRest(OsloConfig from, String section) {
        from.rest(section).forEach(entry -> notes.leftOut(entry, OptionTable.reason(entry.name())));
    }

    private ImportedConfig result() {
        List<EffectiveSetting> ordered = settings.keySet().stream()
                .filter(taken::containsKey)
                .map(taken::get)
                .toList();
        return new ImportedConfig(ordered, secrets, notes.lines());
    }
}
