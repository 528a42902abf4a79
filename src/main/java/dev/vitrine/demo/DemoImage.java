package dev.vitrine.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An image of the demo Glance: its JSON record with the order of its members, and the projects it is shared with.
 * Immutable.
 *
 * <p>The record is not validated, so that a test can serve an invalid one.
 */
public final class DemoImage {
    /** Glance's own properties in the order in which it writes them, after the custom ones. */
    static final List<String> BASE = List.of(
            ("id name status visibility protected os_hidden checksum os_hash_algo os_hash_value owner size virtual_size"
                            + " container_format disk_format min_ram min_disk created_at updated_at tags stores"
                            + " direct_url locations self file schema")
                    .split(" "));

    private final ObjectNode record;
    private final Map<String, Member> members;
    private final Buffer json;

    private DemoImage(ObjectNode record, Map<String, Member> members) {
        this.record = record;
        this.members = members;
        this.json = DemoJson.write(record);
    }

    /** Returns an image with a copy of {@code record} and no members. */
    public static DemoImage of(ObjectNode record) {
        return new DemoImage(record.deepCopy(), Map.of());
    }

    /** Returns the time in Glance's format: UTC in whole seconds. */
    static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Returns a modifiable copy of the record. */
    public ObjectNode record() {
        return record.deepCopy();
    }

    /** Returns the members by project in the order in which they were added. Unmodifiable. */
    public Map<String, Member> members() {
        return members;
    }

    /** Returns this image with another record. */
    DemoImage with(ObjectNode other) {
        return new DemoImage(other.deepCopy(), members);
    }

    /** Returns this image with the member added or replaced. */
    DemoImage with(Member member) {
        Map<String, Member> more = new LinkedHashMap<>(members);
        more.put(member.project(), member);
        return new DemoImage(record, Collections.unmodifiableMap(more));
    }

    /** Returns this image without the member. */
    DemoImage without(String project) {
        Map<String, Member> fewer = new LinkedHashMap<>(members);
        fewer.remove(project);
        return new DemoImage(record, Collections.unmodifiableMap(fewer));
    }

    /** Returns this image with another status, updated at {@code now}. */
    DemoImage inStatus(String status, Instant now) {
        ObjectNode changed = record();
        changed.put("status", status).put("updated_at", time(now));
        return new DemoImage(changed, members);
    }

    String id() {
        return record.path("id").asText();
    }

    String status() {
        return record.path("status").asText();
    }

    String visibility() {
        return record.path("visibility").asText();
    }

    String createdAt() {
        return record.path("created_at").asText();
    }

    /** Returns the owner; null if there is none: then everyone may see the image, and administrators may change it. */
    @Nullable
    String owner() {
        return text("owner");
    }

    /** Returns the value of a property as text; null if it is absent or null. */
    @Nullable
    String text(String name) {
        JsonNode value = record.path(name);
        return value.isValueNode() && !value.isNull() ? value.asText() : null;
    }

    boolean is(String name) {
        return record.path(name).asBoolean();
    }

    boolean hasTag(String tag) {
        for (JsonNode one : record.path("tags")) {
            if (one.asText().equals(tag)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the encoded record, which all responses share. It must not be modified. */
    Buffer json() {
        return json;
    }

    /**
     * A member: a project that an image is shared with.
     *
     * @param status {@code pending}, {@code accepted} or {@code rejected}; only accepted images are in the project's lists
     */
    public record Member(String project, String status, Instant createdAt, Instant updatedAt) {
        /** Returns this member with another status, updated at {@code now}. */
        Member with(String newStatus, Instant now) {
            return new Member(project, newStatus, createdAt, now);
        }
    }
}
