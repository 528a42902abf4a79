package dev.vitrine.cache;

/** The weight of a cache's entry. One that is too large for the cache is not kept: it would evict too many others. */
final class EntryWeight {
    /** An entry may take so much of its cache at most: a quarter. */
    private static final int ENTRIES = 4;

    private EntryWeight() {}

    /** Returns the weight, or one that Caffeine evicts at once, since it is more than that of all entries together may be. */
    static int within(long maxBytes, int weight) {
        return weight > maxBytes / ENTRIES ? Integer.MAX_VALUE : weight;
    }
}
