package dev.vitrine.config.source;

import dev.vitrine.config.source.ValueType.Units;
import dev.vitrine.model.Endpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The declaration of one setting: the one place where its key, type, default, range and meaning stand.
 *
 * <p>{@link ConfigReader} reads by it, the {@code …Config} records check by it, and {@code conf/vitrine.yaml} and {@code
 * src/docs/settings.md} are generated from it.
 *
 * @param <E> the type of its value, or of each item of its list
 * @param key its key, lower case with dashes, behind its section and a dot
 * @param type how a value is written
 * @param form whether it is one value, a list, or a secret
 * @param defaults the default value, or the items of the default list; empty for none
 * @param defaultNote the default in words where it depends on other settings; else empty
 * @param rule what a value must hold beyond being of the type; null for nothing
 * @param meaning what it does, in sentences
 */
public record Setting<E>(
        String key,
        ValueType<E> type,
        Form form,
        List<E> defaults,
        String defaultNote,
        @Nullable Rule<E> rule,
        String meaning) {
    /** How many values a setting takes, and where they may stand. */
    public enum Form {
        /** One value. */
        VALUE,
        /** A list. */
        LIST,
        /** A list, or one item without the list around it. */
        LIST_OR_ITEM,
        /** A secret: in a file that {@code KEY-file} names, or in the environment. */
        SECRET
    }

    /**
     * What a value must hold.
     *
     * @param test whether a value does
     * @param expected what it must be, for the message of a value that does not
     * @param range the range for the reference of all settings; empty where the type says enough
     * @param found how a wrong value is shown
     */
    public record Rule<E>(Predicate<E> test, String expected, String range, Function<E, String> found) {}

    /** Copies the defaults. */
    public Setting {
        defaults = List.copyOf(defaults);
    }

    private static <E> Setting<E> of(String key, ValueType<E> type, List<E> defaults) {
        return new Setting<>(key, type, Form.VALUE, defaults, "", null, "");
    }

    /** Declares a text without a default. */
    public static Setting<String> text(String key) {
        return of(key, ValueType.TEXT, List.of());
    }

    /** Declares a text with a default. */
    public static Setting<String> text(String key, String otherwise) {
        return of(key, ValueType.TEXT, List.of(otherwise));
    }

    /** Declares an address of any form, which is no {@link ValueType#URL}, without a default. */
    public static Setting<String> address(String key) {
        return of(key, ValueType.ADDRESS, List.of());
    }

    /** Declares such an address with a default. */
    public static Setting<String> address(String key, String otherwise) {
        return of(key, ValueType.ADDRESS, List.of(otherwise));
    }

    /** Declares a whole number from min to max. */
    public static Setting<Integer> integer(String key, int otherwise, int min, int max) {
        return of(key, ValueType.INTEGER, List.of(otherwise))
                .rule(value -> value >= min && value <= max, "a whole number from " + min + " to " + max)
                .range(min + " to " + max);
    }

    /** Declares a duration from min to max, all as they are written in a settings file. */
    public static Setting<Duration> duration(String key, String otherwise, String min, String max) {
        Duration least = ValueType.DURATION.read(min);
        Duration most = ValueType.DURATION.read(max);
        return of(key, ValueType.DURATION, List.of(ValueType.DURATION.read(otherwise)))
                .rule(
                        value -> value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
                        "from " + Units.text(least) + " to " + Units.text(most))
                .range(min + " to " + max);
    }

    /** Declares a size in bytes from min to max, all as they are written in a settings file. */
    public static Setting<Long> size(String key, String otherwise, String min, String max) {
        long least = ValueType.SIZE.read(min);
        long most = ValueType.SIZE.read(max);
        return of(key, ValueType.SIZE, List.of(ValueType.SIZE.read(otherwise)))
                .rule(value -> value >= least && value <= most, "a whole number from " + least + " to " + most)
                .range(min + " to " + max);
    }

    /** Declares a switch. */
    public static Setting<Boolean> flag(String key, boolean otherwise) {
        return of(key, ValueType.BOOLEAN, List.of(otherwise));
    }

    /** Declares one of the constants of an enumeration, written in lower case with dashes. */
    public static <E extends Enum<E>> Setting<E> choice(String key, E otherwise) {
        return of(key, ValueType.constants(otherwise.getDeclaringClass()), List.of(otherwise));
    }

    /** Declares a URL without a default. */
    public static Setting<Endpoint> url(String key) {
        return of(key, ValueType.URL, List.of());
    }

    /** Declares a value of another type, with a default. */
    public static <E> Setting<E> value(String key, ValueType<E> type, E otherwise) {
        return of(key, type, List.of(otherwise));
    }

    /** Declares a file with certificates in PEM. */
    public static Setting<Path> certificates(String key) {
        return of(key, ValueType.FILE, List.of())
                .rule(file -> !PemFile.certificates(file).isEmpty(), "a file with certificates in PEM");
    }

    /** Declares a file with a private key in PEM. */
    public static Setting<Path> privateKey(String key) {
        return of(key, ValueType.FILE, List.of());
    }

    /** Declares a secret; its keys are this one in the environment alone, and this one with {@code -file} anywhere. */
    public static Setting<String> secret(String key) {
        return new Setting<>(key, ValueType.TEXT, Form.SECRET, List.of(), "", null, "");
    }

    /** Declares a value of another type, whose default depends on other settings. */
    public static <E> Setting<E> value(String key, ValueType<E> type) {
        return of(key, type, List.of());
    }

    /** Declares a list. */
    public static <E> Setting<E> list(String key, ValueType<E> type, List<E> defaults) {
        return new Setting<>(key, type, Form.LIST, defaults, "", null, "");
    }

    /** Returns this list as one whose only item may stand without the list around it. */
    public Setting<E> orOneItem() {
        return new Setting<>(key, type, Form.LIST_OR_ITEM, defaults, defaultNote, rule, meaning);
    }

    /** Returns this setting with what it does, in sentences. */
    public Setting<E> means(String sentences) {
        return new Setting<>(key, type, form, defaults, defaultNote, rule, sentences.strip());
    }

    /** Returns this setting with its default in words, for one that depends on other settings. */
    public Setting<E> defaultsTo(String words) {
        return new Setting<>(key, type, form, defaults, words, rule, meaning);
    }

    /**
     * Returns this setting, a size, with a default that fits into the heap: what is declared, or this part of the heap if that
     * is less.
     *
     * @param words the part in words, such as "a quarter of the heap"
     */
    public static Setting<Long> withinHeap(Setting<Long> size, int divisor, String words) {
        long most = size.defaultValue();
        long part = Math.min(Math.max(Runtime.getRuntime().maxMemory() / divisor, 1 << 20), most);
        return new Setting<>(size.key, size.type, size.form, List.of(part), words, size.rule, size.meaning);
    }

    /** Returns this setting with a rule for its value. */
    public Setting<E> rule(Predicate<E> test, String expected) {
        return with(new Rule<>(test, expected, "", type.found()));
    }

    /** Returns this setting with the rule that its value is not blank. */
    public Setting<E> notBlank() {
        return with(new Rule<>(value -> !value.toString().isBlank(), "a text", "", value -> "nothing"));
    }

    /** Returns this setting with the range that its rule allows, in words. */
    public Setting<E> range(String words) {
        return rule == null ? this : with(new Rule<>(rule.test, rule.expected, words, rule.found));
    }

    private Setting<E> with(Rule<E> other) {
        return new Setting<>(key, type, form, defaults, defaultNote, other, meaning);
    }

    /** Returns this setting in a section: one that several sections have is declared without. */
    public Setting<E> in(String section) {
        return new Setting<>(section + "." + key, type, form, defaults, defaultNote, rule, meaning);
    }

    /** Returns the default of a setting that has one. */
    public E defaultValue() {
        return defaults.get(0);
    }

    /** Returns the key under which it can stand in a file. */
    public String fileKey() {
        return form == Form.SECRET ? key + "-file" : key;
    }

    /** Returns whether a list can be written. */
    public boolean isList() {
        return form == Form.LIST || form == Form.LIST_OR_ITEM;
    }

    /** Collects everything that is wrong with the components of a record, so that one exception holds all of it. */
    public static final class Check {
        private final List<Problem> problems = new ArrayList<>();

        /**
         * One thing wrong.
         *
         * @param key the setting's key
         * @param found what was found, quoted where it is a text
         * @param expected what was expected in its place
         */
        record Problem(String key, String found, String expected) {
            @Override
            public String toString() {
                return key + ": " + found + " (expected: " + expected + ")";
            }
        }

        /** Thrown by the records; the loader catches it, since it knows where the settings stand. */
        static final class InvalidConfigException extends IllegalArgumentException {
            private static final long serialVersionUID = 1;

            private final transient List<Problem> problems;

            InvalidConfigException(List<Problem> problems) {
                super(problems.toString());
                this.problems = List.copyOf(problems);
            }

            List<Problem> problems() {
                return problems;
            }
        }

        /** Checks a component by the rule of its setting. */
        public <E> Check holds(Setting<E> setting, E value) {
            Setting.Rule<E> rule = setting.rule();
            return rule == null
                    ? this
                    : that(rule.test().test(value), setting.key(), rule.found().apply(value), rule.expected());
        }

        /** Checks a rule that is not about one setting alone; notes what was found and expected if it does not hold. */
        public Check that(boolean holds, String key, String found, String expected) {
            if (!holds) {
                problems.add(new Problem(key, found, expected));
            }
            return this;
        }

        /** Ends the checks; throws if anything was wrong. */
        public void done() {
            if (!problems.isEmpty()) {
                throw new InvalidConfigException(problems);
            }
        }
    }
}
