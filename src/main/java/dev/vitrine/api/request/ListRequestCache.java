package dev.vitrine.api.request;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vitrine.model.ListQuery;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Requests for lists by their raw query: clients send the same few queries again and again, and each of them is parsed once.
 *
 * <p>What a query asks for depends on its text and on two settings, and on nothing else of the request, so that all callers share
 * it. What Glance is not asked for, since the query is wrong or no image can match, is not kept. Bounded in bytes, whatever
 * clients send. Any thread.
 */
public final class ListRequestCache {
    /** Of all entries together. */
    private static final int MAX_BYTES = 256 << 10;

    /** A query with more characters is parsed each time: such ones are rare, and would take the room of many others. */
    private static final int MAX_QUERY = 512;

    /** What an entry takes beside its parameters and filters. */
    private static final int ENTRY_BYTES = 450;

    /** What a parameter or a filter takes beside its words. */
    private static final int WORD_BYTES = 150;

    /** The words of the raw query are in it, in the parameters and in the filters, with two bytes a character at most. */
    private static final int BYTES_OF_CHARACTER = 6;

    private final int maxLimit;
    private final Set<String> baseProperties;
    private final Cache<String, ListRequest> parsed = Caffeine.newBuilder()
            .maximumWeight(MAX_BYTES)
            .weigher(ListRequestCache::weight)
            .executor(Runnable::run)
            .build();

    /**
     * Makes an empty cache.
     *
     * @param maxLimit how many images a page may hold
     * @param baseProperties as of {@link ListRequest#of}
     */
    public ListRequestCache(int maxLimit, Set<String> baseProperties) {
        this.baseProperties = baseProperties;
        this.maxLimit = maxLimit;
    }

    /** Returns whether a query is short enough to be kept; null is none. */
    public static boolean isShort(@Nullable String rawQuery) {
        return rawQuery == null || rawQuery.length() <= MAX_QUERY;
    }

    /**
     * Returns what a query asks for.
     *
     * @param rawQuery as the client wrote it; null for none
     * @param legacy whether the mount says what is wrong in Icehouse's words
     */
    public ListRequest get(@Nullable String rawQuery, boolean legacy) {
        String query = rawQuery == null ? "" : rawQuery;
        ListRequest known = parsed.getIfPresent(query);
        if (known != null) {
            return known;
        }
        ListRequest list = ListRequest.parse(query, maxLimit, baseProperties, legacy);
        if (list.query() != null && isShort(query)) {
            parsed.put(query, list);
        }
        return list;
    }

    boolean isKept(String rawQuery) {
        return parsed.getIfPresent(rawQuery) != null;
    }

    private static int weight(String rawQuery, ListRequest list) {
        ListQuery query = list.query();
        int filters =
                query == null ? 0 : query.filters().size() + query.compared().size();
        int words = list.parameters().parameters().size() + filters;
        return ENTRY_BYTES + WORD_BYTES * words + BYTES_OF_CHARACTER * rawQuery.length();
    }
}
