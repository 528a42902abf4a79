package dev.vitrine.config;

import dev.vitrine.config.source.ConfigException;
import dev.vitrine.config.source.EffectiveSetting;
import dev.vitrine.config.source.KeyNames;
import dev.vitrine.config.source.Setting;
import dev.vitrine.testing.Roff;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes the references of all settings from their declarations: {@code conf/vitrine.yaml}, which is also the settings file
 * to begin with, the tables of {@code src/docs/settings.md}, and the manual page vitrine.yaml(5).
 */
final class SettingsReference {
    private static final int WIDTH = 118;

    private static final String YAML_HEAD = """
            # The settings of Vitrine: every key with its meaning, range and default. Generated from the declarations in
            # dev.vitrine.config; a table of the same is src/docs/settings.md.
            #
            # A key can also be set by an environment variable (listen.port: VITRINE_LISTEN_PORT) or by a flag
            # (--set listen.port=8080). The flag wins over the variable, the variable over this file, this file over the default.
            # In a variable or flag, commas separate the items of a list. A variable that begins with VITRINE_ and is no setting
            # stops the start, as an unknown key does; those that Kubernetes sets for a Service are ignored.
            #
            # Where nothing of the service user is set (auth-url to keyfile in keystone-authtoken, so not with this file as it
            # is), the gateway takes it from OpenStack's own variables (OS_AUTH_URL, OS_USERNAME, OS_PASSWORD, ...) or, with
            # OS_CLOUD, from clouds.yaml.
            #
            # Durations: 250ms, 5s, 2m, 1h. Sizes: 512KiB, 64MiB, 1GiB.
            #
            # Secrets do not belong into this file: they come from a file of their own or from a variable.
            """;

    private static final String MARKDOWN_HEAD = """
            # Settings

            Every setting, with its type, range, default and meaning.
            This page and [conf/vitrine.yaml](../../conf/vitrine.yaml) are generated from the declarations in `dev.vitrine.config`:
            `mvn test -Dtest='*ReferenceTest' -Dsettings.write=true` writes both, and the build fails when one of them differs.

            A setting stands in the YAML file that `--config` names, in an environment variable (`listen.port`: `VITRINE_LISTEN_PORT`), or in a flag (`--set listen.port=8080`).
            The flag wins over the variable, the variable over the file, the file over the default.
            In a variable or flag, commas separate the items of a list.

            A wrong, unknown or retired setting stops the start, with a line for each: where it stands, its key, what was found and what was expected.
            `vitrine check` reports the same without a start; `vitrine show-config` shows every effective setting and where it comes from.

            Durations are written as `250ms`, `5s`, `2m`, `1h`; sizes as `512B`, `16KiB`, `64MiB`, `1GiB`.
            A secret never stands in the settings: it comes from the file that its `-file` key names, or from an environment variable.
            """;

    /** What each section is about, in the order of the references. */
    private static final Map<String, String> SECTIONS = new LinkedHashMap<>();

    static {
        SECTIONS.put("", "Which service authenticates callers.");
        SECTIONS.put("listen", "The API's listener, and the limits of its clients.");
        SECTIONS.put("management", """
                The management listener: health (/healthcheck, /livez, /readyz), metrics for Prometheus (/metrics), effective \
                settings (/config), the cache (/cache), and a dashboard of all that (/).""");
        SECTIONS.put(
                "keystone-authtoken", "Keystone, which validates tokens, and the gateway's own credentials there.");
        SECTIONS.put("glance", """
                Glance, the image service. One project gets three quarters of the concurrent calls at most. Calls that wait are \
                let through project by project; when max-waiting of them wait, a new one replaces the last one of the project \
                that has most.""");
        SECTIONS.put("nova", """
                Nova, the compute service. With api-servers the gateway passes on to it what is not for the images API.""");
        SECTIONS.put("links", "How links in responses begin.");
        SECTIONS.put("api", "Limits of the API.");
        SECTIONS.put("cors", "Cross-origin resource sharing, for web pages that use the API from a browser.");
        SECTIONS.put("mounts", """
                Which Nova each mount behaves like, and what it shows. Profiles: icehouse (JSON and XML, suffixes, Icehouse's \
                messages, 413 for too much metadata), v2compat (the same, but 403 for too much metadata), v21 (JSON alone, the \
                messages and the strictness of /v2.1). Extensions: OS-DCF (OS-DCF:diskConfig), OS-EXT-IMG-SIZE \
                (OS-EXT-IMG-SIZE:size).""");
        SECTIONS.put("microversion", "Microversions of /v2.1.");
        SECTIONS.put("cache", "The caches of images and lists.");
        SECTIONS.put("warm-up", """
                The warm-up of the cache: public images can be loaded at start, once for each set of roles that callers have. \
                What a caller sees depends on its roles, and the gateway can only ask with a token that has them. It serves \
                meanwhile. What is loaded is fresh as long as everything else: raise cache.fresh for it to last.""");
        SECTIONS.put("events", """
                Glance's notifications of changes to images, from a message broker (RabbitMQ). Glance publishes them if its \
                [oslo_messaging_notifications] driver is messagingv2 or messaging. With them the gateway invalidates what was \
                changed at once, and the rest is fresh for longer (cache.events-fresh, cache.events-stale-while-revalidate): as long as the \
                broker is connected, Glance has published, and no missed change was found. Otherwise cache.fresh and \
                cache.stale-while-revalidate count.""");
        SECTIONS.put("log", "The log, on standard output; listen.access-log switches on the access log.");
    }

    private SettingsReference() {}

    /** Returns the settings file that sets every key to its default. */
    static String yaml() throws ConfigException {
        StringBuilder out = new StringBuilder(YAML_HEAD);
        bySection().forEach((section, settings) -> {
            out.append('\n').append(section.isEmpty() ? "" : comment("", SECTIONS.get(section)) + section + ":\n");
            String group = section;
            for (Setting<?> setting : settings) {
                String parent =
                        setting.key().substring(0, Math.max(0, setting.key().lastIndexOf('.')));
                if (!parent.equals(group)) {
                    out.append("  ")
                            .append(parent.substring(section.length() + 1))
                            .append(":\n");
                    group = parent;
                }
                String indent = section.isEmpty() ? "" : parent.equals(section) ? "  " : "    ";
                out.append(comment(indent, sentences(setting))).append(indent).append(line(setting, parent));
            }
        });
        return out.toString();
    }

    /** Returns the page with a table for each section. */
    static String markdown() throws ConfigException {
        StringBuilder out = new StringBuilder(MARKDOWN_HEAD);
        bySection().forEach((section, settings) -> {
            out.append("\n## ").append(section.isEmpty() ? "identity" : section).append("\n\n");
            out.append(SECTIONS.get(section)).append("\n\n");
            out.append("| key | type | range | default | meaning |\n| --- | --- | --- | --- | --- |\n");
            for (Setting<?> setting : settings) {
                out.append(String.join(
                        " | ",
                        "| `" + setting.fileKey() + "`",
                        type(setting),
                        range(setting),
                        shownDefault(setting),
                        setting.meaning() + secret(setting) + " |\n"));
            }
        });
        return out.toString();
    }

    /** Returns the manual page. */
    static String manual() throws ConfigException {
        Roff page =
                new Roff("vitrine.yaml", 5, "settings of Vitrine, the OpenStack Compute images API in front of Glance");
        page.section("Description");
        page.paragraphs(List.of("""
                The settings file is YAML: sections with keys. `/etc/vitrine/vitrine.yaml` of the package holds every key \
                with its default. A key can also be set by an environment variable (`listen.port`: `VITRINE_LISTEN_PORT`) or \
                by a flag (`--set listen.port=8080`). The flag wins over the variable, the variable over the file, the file \
                over the default. In a variable or flag, commas separate the items of a list.""", """
                A wrong, unknown or retired setting stops the start, with a line for each. `vitrine check` reports the same \
                without a start; `vitrine show-config` shows every effective setting and where it comes from.""", """
                Durations are written as `250ms`, `5s`, `2m`, `1h`; sizes as `512B`, `16KiB`, `64MiB`, `1GiB`. A secret never \
                stands in the settings: it comes from the file that its `-file` key names, or from an environment variable."""));
        bySection().forEach((section, settings) -> {
            page.section(section.isEmpty() ? "identity" : section);
            page.paragraphs(List.of(SECTIONS.get(section)));
            settings.forEach(setting -> page.term(setting.fileKey(), meaning(setting)));
        });
        page.section("See also");
        page.paragraphs(List.of("`vitrine`(1), `/usr/share/doc/vitrine/settings.md`"));
        return page.toString();
    }

    private static List<String> meaning(Setting<?> setting) {
        String range = range(setting).isEmpty() ? "" : " Range: " + range(setting) + ".";
        return List.of(
                setting.meaning() + secret(setting),
                "Type: " + type(setting) + "." + range + " Default: " + shownDefault(setting) + ".");
    }

    /** Returns the default as the references show it: its text, the words for one that depends, or none. */
    static String shownDefault(Setting<?> setting) {
        if (!setting.defaultNote().isEmpty()) {
            return setting.defaultNote();
        }
        String text = String.join(", ", defaults(setting));
        return text.isEmpty() ? "none" : "`" + text + "`";
    }

    private static Map<String, List<Setting<?>>> bySection() throws ConfigException {
        Map<String, List<Setting<?>>> sections = new LinkedHashMap<>();
        SECTIONS.keySet().forEach(section -> sections.put(section, new ArrayList<>()));
        for (Setting<?> setting : ConfigLoader.settings()) {
            int dot = setting.key().indexOf('.');
            sections.get(dot < 0 ? "" : setting.key().substring(0, dot)).add(setting);
        }
        return sections;
    }

    private static <E> List<String> defaults(Setting<E> setting) {
        return setting.defaults().stream().map(setting.type().written()).toList();
    }

    private static String type(Setting<?> setting) {
        return setting.form() == Setting.Form.SECRET
                ? "file"
                : (setting.isList() ? "list of: " : "") + setting.type().name();
    }

    private static String range(Setting<?> setting) {
        Setting.Rule<?> rule = setting.rule();
        return rule == null ? "" : rule.range();
    }

    private static String secret(Setting<?> setting) {
        return setting.form() == Setting.Form.SECRET
                ? " Read from this file, or from `" + KeyNames.variable(setting.key()) + "`."
                : "";
    }

    private static String sentences(Setting<?> setting) {
        String range = range(setting).isEmpty() ? "" : " Range: " + range(setting) + ".";
        String otherwise = setting.defaultNote().isEmpty() ? "" : " Default: " + setting.defaultNote() + ".";
        return setting.meaning() + range + otherwise + secret(setting).replace("`", "");
    }

    private static String line(Setting<?> setting, String parent) {
        String key = setting.fileKey().substring(parent.isEmpty() ? 0 : parent.length() + 1);
        // A number in place of a share of the heap would be that of the machine on which the file was written.
        boolean isOfHeap = setting.defaultNote().contains("of the heap");
        EffectiveSetting effective = setting.isList()
                ? EffectiveSetting.list(key, defaults(setting), "")
                : EffectiveSetting.text(key, isOfHeap ? "" : String.join("", defaults(setting)), "");
        return effective.line().replaceFirst(" *# $", "") + "\n";
    }

    private static String comment(String indent, String sentences) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(indent + "#");
        for (String word : sentences.split(" ", -1)) {
            if (line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString());
                line = new StringBuilder(indent + "#");
            }
            line.append(' ').append(word);
        }
        lines.add(line.toString());
        return lines.stream().collect(Collectors.joining("\n", "", "\n"));
    }
}
