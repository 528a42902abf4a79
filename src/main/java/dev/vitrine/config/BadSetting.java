package dev.vitrine.config;

/** A setting that cannot be: thrown by the records, caught by the loader, which knows where it was written. */
public final class BadSetting extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String key;
    private final String found;
    private final String expected;

    /** Takes the key within its section, the value found, and what was expected in its place. */
    public BadSetting(String key, String found, String expected) {
        super(key + ": " + found + " (expected: " + expected + ")");
        this.key = key;
        this.found = found;
        this.expected = expected;
    }

    /** Returns the key within its section. */
    public String key() {
        return key;
    }

    /** Returns what was found, quoted where it is a text. */
    public String found() {
        return found;
    }

    /** Returns what was expected. */
    public String expected() {
        return expected;
    }
}
