package dev.vitrine.api.request;

import dev.vitrine.glance.BaseAttributes;
import dev.vitrine.model.ListQuery.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The properties that a list filters by, in two parts: those that Glance can filter by as properties, and those that the
 * gateway compares itself.
 *
 * <p>Glance has no syntax for a property. It takes a parameter for one if its name is nothing else to it: a control
 * parameter, an attribute of its database class, or an attribute's name with {@code _min} or {@code _max}, which makes a
 * range ({@code _make_conditions_from_filters} in Glance's {@code db/sqlalchemy/api.py}).
 */
final class PropertyFilters {
    /** Control parameters of Glance's list, and names that it lets no property have: no image is found by them. */
    private static final Set<String> CONTROL = Set.of(
            "limit",
            "marker",
            "sort",
            "sort_key",
            "sort_dir",
            "tag",
            "member_status",
            "changes-since",
            "properties",
            "metadata",
            "members",
            "location",
            "deleted",
            "deleted_at");

    /** Names that Glance's database class has for itself. */
    private static final Set<String> DATABASE = Set.of(
            "is_public",
            "registry",
            "save",
            "update",
            "delete",
            "keys",
            "values",
            "items",
            "iteritems",
            "to_dict",
            "get",
            "next");

    /** Each is a join in Glance's database, of which MySQL and SQLite do about 60. */
    private static final int MAX_SENT = 16;

    private final List<Filter> sent = new ArrayList<>();
    private final List<Filter> compared = new ArrayList<>();
    private int room;

    /** Takes how many characters of Glance's request line the filters may have, once encoded. */
    PropertyFilters(int room) {
        this.room = room;
    }

    /** Returns what Glance filters by. */
    List<Filter> sent() {
        return sent;
    }

    /** Returns what the gateway compares. */
    List<Filter> compared() {
        return compared;
    }

    /** Adds a filter; returns false if no image can have such a property. */
    boolean add(String key, String value) {
        if (BaseAttributes.NAMES.contains(key) || CONTROL.contains(key) || isInternal(key)) {
            return false;
        }
        Filter filter = new Filter(key, value);
        int length = PercentEncoding.encoded(key).length()
                + PercentEncoding.encoded(value).length();
        if (isNoPropertyToGlance(key) || isSent(key) || sent.size() == MAX_SENT || length > room) {
            compared.add(filter);
        } else {
            sent.add(filter);
            room -= length;
        }
        return true;
    }

    /** Python's own attributes, and those of SQLAlchemy, which Glance's database class is made with. */
    private static boolean isInternal(String key) {
        return BaseAttributes.isPythons(key) || key.startsWith("_sa_");
    }

    private static boolean isNoPropertyToGlance(String key) {
        return DATABASE.contains(key) || key.startsWith("_") || key.endsWith("_min") || key.endsWith("_max");
    }

    /** Of two filters with one name Glance applies one. */
    private boolean isSent(String key) {
        return sent.stream().anyMatch(filter -> filter.name().equals(key));
    }
}
