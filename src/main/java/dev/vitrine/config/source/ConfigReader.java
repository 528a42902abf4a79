package dev.vitrine.config.source;

import dev.vitrine.config.source.Setting.Check;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings by their declarations, and collects what is effective and everything that is wrong.
 *
 * <p>A flag wins over an environment variable, which wins over the file, which wins over what OpenStack's own variables say
 * of the service user, which wins over the default. In place of a wrong value the default is returned, so that one start
 * reports everything that is wrong. What is written and never read is wrong, too: so every section is read to its end.
 */
public final class ConfigReader {
    private static final String PRIVATE_KEY =
            "a file with a private key in PEM, beginning with BEGIN PRIVATE KEY, RSA or EC, not encrypted";

    private final Sources sources;
    private final Map<String, Setting<?>> declared = new LinkedHashMap<>();
    private final Map<String, EffectiveSetting> effective = new LinkedHashMap<>();
    private final Set<String> wrong = new LinkedHashSet<>();
    private final Set<String> problems = new LinkedHashSet<>();

    /** Takes what is written, from all sources. */
    public ConfigReader(Sources sources) {
        this.sources = sources;
    }

    /** Returns the value of a setting that has a default. */
    public <E> E get(Setting<E> setting) {
        return get(setting, setting.defaultValue());
    }

    /** Returns the value of a setting whose default depends on others. */
    public <E> E get(Setting<E> setting, E otherwise) {
        E value = value(setting, setting.type().written().apply(otherwise));
        return value == null ? otherwise : value;
    }

    /** Returns the value of a setting that has no default; null if it is not set. */
    public <E> @Nullable E find(Setting<E> setting) {
        return value(setting, "");
    }

    /** Returns whether anything is written for a setting that has been read. */
    public boolean isSet(Setting<?> setting) {
        Sources.Entry entry = sources.entry(setting.fileKey());
        return entry != null && !entry.isBlank();
    }

    /** Returns the items of a list. */
    public <E> List<E> all(Setting<E> setting) {
        List<String> written = texts(setting);
        if (written == null) {
            return setting.defaults();
        }
        List<String> shown = setting.type().redaction().ofAll(written);
        List<E> items = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            E item = setting.type().parser().parse(written.get(i));
            String found = "\"" + shown.get(i) + "\"";
            if (item == null) {
                problem(setting, found, setting.type().expected());
            } else if (holdsRule(setting, item, found)) {
                items.add(item);
            }
        }
        return items;
    }

    /** Returns the texts of a list as they are written; null if nothing is written, or one text where a list must be. */
    private <E> @Nullable List<String> texts(Setting<E> setting) {
        Sources.Entry entry = ask(setting);
        boolean isWrong = entry != null
                && setting.form() == Setting.Form.LIST
                && entry.form() == Sources.Entry.Form.TEXT
                && !entry.isBlank();
        if (entry != null && isWrong) {
            problem(setting, entry.found(setting.type()), "a list, such as [a, b]");
        }
        List<String> defaults =
                setting.defaults().stream().map(setting.type().written()).toList();
        List<String> texts = entry == null || isWrong ? defaults : entry.texts();
        String origin = entry == null ? EffectiveSetting.DEFAULT : entry.origin();
        effective.put(
                setting.key(),
                EffectiveSetting.list(setting.key(), setting.type().redaction().ofAll(texts), origin));
        return entry == null || isWrong ? null : texts;
    }

    /**
     * Returns a file with a private key; null if none is named. A text that names no file in a folder that is there is never
     * shown: it may be the key itself, by mistake.
     */
    @Nullable
    public Path privateKey(Setting<Path> setting) {
        Sources.Entry entry = ask(setting);
        String text = entry == null ? "" : entry.text();
        noteText(setting.key(), Redaction.TEXT.of(text), entry);
        if (entry != null && entry.isBlank() && !entry.isBare()) {
            problem(setting, "nothing", PRIVATE_KEY);
        }
        if (entry == null || entry.isBlank()) {
            return null;
        }
        String name = entry.isList() ? null : text;
        Path path = name == null ? null : PemFile.readable(name);
        if (path == null) {
            problem(setting, UnreadableFile.found(name), UnreadableFile.expected(PRIVATE_KEY, name));
        } else if (PemFile.privateKey(path) == null) {
            problem(setting, setting.type().shown(text), PRIVATE_KEY);
        }
        return path;
    }

    /**
     * Returns a secret, from an environment variable or from the file that {@code KEY-file} names; null if neither is set. One
     * that is set and holds nothing, or nothing that can be seen, is reported: it must not count as none.
     */
    @Nullable
    public Secret secret(Setting<String> setting) {
        String key = setting.key();
        Secret fromFile = secretInFile(setting);
        Sources.Entry entry = sources.flags().containsKey(key)
                ? Sources.Entry.argument("", Sources.FLAG)
                : sources.file().get(key);
        if (entry != null) {
            String expected =
                    "not here, but in the file named by " + setting.fileKey() + " or in " + KeyNames.variable(key);
            report(entry.origin(), key, "a secret", expected);
            return new Secret("");
        }
        Sources.Entry ofServiceUser = sources.serviceUser().get(key);
        if (ofServiceUser != null) {
            effective.put(key, EffectiveSetting.secret(key, true, ofServiceUser.origin()));
            return held(setting, ofServiceUser.text(), ofServiceUser.origin());
        }
        String variable = KeyNames.variable(key);
        String inVariable = sources.environment().get(variable);
        boolean isSet = fromFile != null || inVariable != null;
        effective.put(key, EffectiveSetting.secret(key, isSet, inVariable == null ? setting.fileKey() : variable));
        return inVariable == null ? fromFile : held(setting, inVariable, variable);
    }

    private Secret held(Setting<String> setting, String text, String origin) {
        if (Secret.isNone(text)) {
            reportMissing(setting, origin);
        }
        return new Secret(text);
    }

    /** Returns a secret that must be there; reports it if it is not. */
    public Secret needed(Setting<String> setting, @Nullable Secret secret) {
        if (secret == null) {
            reportMissing(setting, "");
        }
        return secret == null ? new Secret("") : secret;
    }

    private void reportMissing(Setting<String> setting, String origin) {
        String expected =
                "a secret, in the file named by " + setting.fileKey() + " or in " + KeyNames.variable(setting.key());
        report(origin, setting.key(), "nothing", expected);
    }

    /**
     * Shows no name but one in a folder that is there: a person who mistakes this key for that of the secret has written the
     * secret itself.
     */
    private @Nullable Secret secretInFile(Setting<String> setting) {
        Sources.Entry entry = ask(setting);
        noteText(setting.fileKey(), entry == null ? "" : Redaction.TEXT.of(entry.text()), entry);
        if (entry == null || entry.isBare()) {
            return null;
        }
        if (entry.isBlank()) {
            return held(setting, "", entry.origin());
        }
        String name = entry.isList() ? null : entry.text();
        Path path = name == null ? null : PemFile.readable(name);
        String secret = path == null ? null : PemFile.secret(path);
        if (secret == null) {
            String file = "the name of a text file that holds the secret";
            String found = path == null ? UnreadableFile.found(name) : "\"" + path + "\": a file that is not UTF-8";
            String expected = path == null ? UnreadableFile.expected(file, name) : file;
            report(entry.origin(), setting.fileKey(), found, expected);
            return new Secret("");
        }
        return held(setting, secret, entry.origin());
    }

    /** Makes a record whose components were read one by one; reports the rules that they break together. */
    public <T> T section(Supplier<T> record, Supplier<T> otherwise) {
        try {
            return record.get();
        } catch (Check.InvalidConfigException e) {
            e.problems().forEach(problem -> problem(problem.key(), problem.found(), problem.expected()));
            return otherwise.get();
        }
    }

    /** Reports that something else was expected. */
    public void problem(Setting<?> setting, String found, String expected) {
        problem(setting.key(), found, expected);
    }

    private void problem(String key, String found, String expected) {
        Sources.Entry entry = sources.entry(key);
        report(entry == null ? "" : entry.origin(), key, found, expected);
    }

    private void report(String origin, String key, String found, String expected) {
        wrong.add(key);
        problems.add((origin.isEmpty() ? "" : origin + ": ") + key + ": " + found + " (expected: " + expected + ")");
    }

    /** Returns whether a problem with this setting was reported, so that what follows from its stand-in is none. */
    public boolean isWrong(Setting<?> setting) {
        return wrong.contains(setting.key());
    }

    /**
     * Reports that something else was expected than what is written in the file, a variable or a flag; nothing if it stands
     * in none of them, but in what OpenStack's own programs read.
     */
    public void problemIfWritten(Setting<?> setting, String expected) {
        Sources.Entry entry = sources.entry(setting.key());
        if (entry != null
                && !entry.isBlank()
                && !entry.equals(sources.serviceUser().get(setting.key()))) {
            problem(setting, entry.found(setting.type()), expected);
        }
    }

    /** Returns every setting that was read, in that order. */
    public Collection<Setting<?>> declared() {
        return List.copyOf(declared.values());
    }

    /** Returns what is effective, in the order in which it was read. */
    public List<EffectiveSetting> effective() {
        return List.copyOf(effective.values());
    }

    /** Stops if anything is wrong, or if anything is written that is no setting. */
    public void finish() throws ConfigException {
        Set<String> secrets = declared.values().stream()
                .filter(setting -> setting.form() == Setting.Form.SECRET)
                .map(Setting::key)
                .collect(Collectors.toSet());
        KeyNames.check(sources, declared.keySet(), secrets, problems::add);
        if (!problems.isEmpty()) {
            throw new ConfigException(List.copyOf(problems));
        }
    }

    private Sources.@Nullable Entry ask(Setting<?> setting) {
        declared.put(setting.fileKey(), setting);
        return sources.entry(setting.fileKey());
    }

    private void noteText(String key, String text, Sources.@Nullable Entry entry) {
        String origin = entry == null || entry.isBlank() ? EffectiveSetting.DEFAULT : entry.origin();
        effective.put(key, EffectiveSetting.text(key, text, origin));
    }

    private <E> @Nullable E value(Setting<E> setting, String otherwise) {
        Sources.Entry entry = ask(setting);
        if (entry != null && entry.isList()) {
            problem(setting, entry.found(setting.type()), "one text, not a list");
        }
        String text = entry == null || entry.isList() ? "" : entry.text();
        noteText(setting.key(), setting.type().redaction().of(text.isEmpty() ? otherwise : text), entry);
        if (text.isEmpty()) {
            return null;
        }
        E value = setting.type().parser().parse(text);
        if (value == null) {
            String cause = ValueType.FILE.equals(setting.type()) ? ": " + UnreadableFile.cause(text) : "";
            problem(setting, setting.type().shown(text) + cause, setting.type().expected());
            return null;
        }
        Setting.Rule<E> rule = setting.rule();
        return holdsRule(setting, value, rule == null ? "" : rule.found().apply(value)) ? value : null;
    }

    private <E> boolean holdsRule(Setting<E> setting, E value, String found) {
        Setting.Rule<E> rule = setting.rule();
        boolean holds = rule == null || rule.test().test(value);
        if (rule != null && !holds) {
            problem(setting, found, rule.expected());
        }
        return holds;
    }
}
