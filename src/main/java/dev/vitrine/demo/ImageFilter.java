package dev.vitrine.demo;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Filters images by a query parameter of a list request ({@code glance/db/sqlalchemy/api.py}). */
final class ImageFilter {
    private static final Set<String> WITH_OPERATOR = Set.of("name", "id", "status", "container_format", "disk_format");
    private static final Set<String> TIMES = Set.of("created_at", "updated_at");

    private static final Set<String> RANGES =
            Set.of("size_min", "size_max", "virtual_size_min", "virtual_size_max", "min_ram_min", "min_disk_min");
    private static final Pattern WITH_ZONE = Pattern.compile(".*T.*([zZ]|[+-][0-9:]+)");

    private ImageFilter() {}

    /** Returns the filter. A name that is not one of Glance's own is a custom property. Throws 400 for an invalid value. */
    static Predicate<DemoImage> of(String name, String value) {
        if (WITH_OPERATOR.contains(name)) {
            return word(name, value);
        }
        if (TIMES.contains(name)) {
            return time(name, value);
        }
        if (name.equals("os_hidden") || name.equals("protected")) {
            return flag(name, value);
        }
        if (RANGES.contains(name)) {
            return range(name, value);
        }
        return image -> value.equals(image.text(name));
    }

    private static Predicate<DemoImage> word(String name, String value) {
        int colon = value.indexOf(':');
        String operator = colon < 0 ? "eq" : value.substring(0, colon);
        String operand = value.substring(colon + 1);
        if (operator.equals("in")) {
            Set<String> accepted = QuotedValues.of(operand);
            return image -> {
                String actual = image.text(name);
                return actual != null && accepted.contains(actual);
            };
        }
        if (operator.equals("eq")) {
            return image -> operand.equals(image.text(name));
        }
        throw new DemoGlanceException(400, "Unable to filter by unknown operator '" + operator + "'.");
    }

    private static Predicate<DemoImage> time(String name, String value) {
        int colon = value.indexOf(':');
        boolean hasOperator = colon > 0 && Character.isLetter(value.charAt(0));
        Instant threshold = instant(name, hasOperator ? value.substring(colon + 1) : value);
        IntPredicate comparison = comparison(hasOperator ? value.substring(0, colon) : "eq");
        return image ->
                comparison.test(instant(name, String.valueOf(image.text(name))).compareTo(threshold));
    }

    private static IntPredicate comparison(String operator) {
        return switch (operator) {
            case "eq" -> order -> order == 0;
            case "neq" -> order -> order != 0;
            case "gt" -> order -> order > 0;
            case "gte" -> order -> order >= 0;
            case "lt" -> order -> order < 0;
            case "lte" -> order -> order <= 0;
            default -> throw new DemoGlanceException(400, "Unable to filter on a unknown operator.");
        };
    }

    /** Parses ISO 8601 as Glance does: seconds and zone are optional. */
    private static Instant instant(String name, String text) {
        try {
            boolean hasZone = WITH_ZONE.matcher(text).matches();
            return hasZone
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text.contains("T") ? text : text + "T00:00")
                            .toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException notATime) {
            throw new DemoGlanceException(
                    400, "Bad \"" + name + "\" query filter format. Use ISO 8601 DateTime notation.");
        }
    }

    private static Predicate<DemoImage> flag(String name, String value) {
        boolean isTrue = value.equals("true");
        if (!isTrue && !value.equals("false")) {
            throw new DemoGlanceException(
                    400,
                    "Invalid value '" + value + "' for '" + name + "' filter. Valid values are 'true' or 'false'.");
        }
        return image -> image.is(name) == isTrue;
    }

    private static Predicate<DemoImage> range(String name, String value) {
        String property = name.substring(0, name.length() - "_min".length());
        try {
            long bound = Long.parseLong(value.strip());
            int sign = name.endsWith("_min") ? 1 : -1;
            return image -> image.text(property) != null
                    && sign * Long.compare(Long.parseLong(String.valueOf(image.text(property))), bound) >= 0;
        } catch (NumberFormatException notANumber) {
            throw new DemoGlanceException(400, "Unable to filter on a range with a non-numeric value.");
        }
    }

    /** Parses the values of {@code in:}, separated by commas. A quoted value may have commas, {@code \"} and {@code \\}. */
    private static final class QuotedValues {
        private QuotedValues() {}

        static Set<String> of(String text) {
            Set<String> values = new LinkedHashSet<>();
            StringBuilder value = new StringBuilder();
            boolean isQuoted = false;
            for (int at = 0; at < text.length(); at++) {
                char one = text.charAt(at);
                if (one == '\\' && isQuoted && at + 1 < text.length()) {
                    value.append(text.charAt(++at));
                } else if (one == '"') {
                    isQuoted = !isQuoted;
                } else if (one == ',' && !isQuoted) {
                    values.add(value.toString());
                    value.setLength(0);
                } else {
                    value.append(one);
                }
            }
            if (isQuoted) {
                throw new DemoGlanceException(400, "Invalid filter value " + text + ". The quote is not closed.");
            }
            values.add(value.toString());
            return values;
        }
    }
}
