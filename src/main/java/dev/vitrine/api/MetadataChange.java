package dev.vitrine.api;

import dev.vitrine.codec.metadata.MetadataWrite;
import dev.vitrine.glance.BaseAttributes;
import dev.vitrine.glance.PropertyChange;
import dev.vitrine.model.Fault;
import dev.vitrine.model.Image;
import dev.vitrine.model.Image.Property;
import dev.vitrine.model.PropertyValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The smallest change that makes an image's metadata what a request wants it to be.
 *
 * <p>Only what differs is sent: Nova sends everything back, and so a change of one item takes an image out of the shared
 * ones and fails where any other property is not to Glance's liking.
 *
 * @param steps what is to be done; none if nothing differs
 * @param fault why it cannot be done, or null
 */
record MetadataChange(List<PropertyChange> steps, @Nullable Fault fault) {
    private static final int MAX_VALUE = 255;

    MetadataChange {
        steps = List.copyOf(steps);
    }

    /**
     * Works out a change.
     *
     * @param items what the request brings, value by key
     * @param rules what can be stored
     */
    static MetadataChange of(MetadataWrite.Kind kind, Map<String, @Nullable String> items, Image image, Rules rules) {
        Map<String, PropertyValue> present = new LinkedHashMap<>();
        for (Property property : image.metadata()) {
            present.put(property.key(), property.value());
        }
        Map<String, @Nullable String> wanted = new LinkedHashMap<>(items);
        wanted.keySet().removeIf(key -> isLeftOut(key, items.get(key), present.get(key)));
        List<PropertyChange> steps = new ArrayList<>();
        Set<String> after = new HashSet<>(wanted.keySet());
        if (kind == MetadataWrite.Kind.REPLACE) {
            present.keySet().stream()
                    .filter(key -> !items.containsKey(key) && !BaseAttributes.isInternal(key))
                    .forEach(key -> steps.add(new PropertyChange.Remove(key)));
        } else {
            after.addAll(present.keySet());
        }
        Fault fault = put(wanted, present, rules, steps);
        if (fault == null && !rules.allows(after.size())) {
            fault = rules.overQuota;
        }
        return new MetadataChange(fault == null ? steps : List.of(), fault);
    }

    /** A kernel or a ramdisk that is none is no item where none is stored, but for a null that is sent back as it is shown. */
    private static boolean isLeftOut(String key, @Nullable String value, @Nullable PropertyValue stored) {
        boolean isNone = stored == null || (stored.equals(PropertyValue.NULL) && !isSame(stored, value));
        return isNone && BaseAttributes.isNoImage(key, value);
    }

    /** Adds a step for each item that differs from what is stored; returns why one cannot be stored, or null. */
    private static @Nullable Fault put(
            Map<String, @Nullable String> items,
            Map<String, PropertyValue> present,
            Rules rules,
            List<PropertyChange> steps) {
        for (Map.Entry<String, @Nullable String> item : items.entrySet()) {
            PropertyValue stored = present.get(item.getKey());
            if (stored != null && isSame(stored, item.getValue())) {
                continue;
            }
            Fault fault = rules.judge(item.getKey(), item.getValue());
            if (fault != null) {
                return fault;
            }
            steps.add(new PropertyChange.Put(item.getKey(), value(item.getValue())));
        }
        return null;
    }

    /**
     * What can be stored.
     *
     * @param mostItems how many properties an image may have, -1 for any number
     * @param moreBaseProperties names that are no metadata besides Glance's own
     * @param overQuota the fault of an image that would have more
     */
    record Rules(int mostItems, Set<String> moreBaseProperties, Fault overQuota) {
        boolean allows(int items) {
            return mostItems < 0 || items <= mostItems;
        }

        @Nullable
        Fault judge(String key, @Nullable String value) {
            if (BaseAttributes.isReserved(key) || moreBaseProperties.contains(BaseAttributes.stored(key))) {
                return Fault.badRequest("Image metadata key '" + key + "' is reserved.");
            }
            return value != null && value.codePointCount(0, value.length()) > MAX_VALUE
                    ? Fault.badRequest("Image metadata value too long")
                    : null;
        }
    }

    /** A value that was read here and is sent back: null reads as a word in XML, lists and objects as JSON. */
    private static boolean isSame(PropertyValue stored, @Nullable String sent) {
        return sent == null ? stored.equals(PropertyValue.NULL) : stored.text().equals(sent);
    }

    /** Returns a value as it is stored. */
    static PropertyValue value(@Nullable String text) {
        return text == null ? PropertyValue.NULL : new PropertyValue.Text(text);
    }
}
