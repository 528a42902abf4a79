package dev.vitrine.config.source;

/** A password or the like: it can be used, but not printed. */
public record Secret(String text) {
    @Override
    public String toString() {
        return "(hidden)";
    }
}
