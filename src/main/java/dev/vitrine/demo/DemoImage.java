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
 * An image: its record as Glance sends it, member order included, and the projects it is shared with. Immutable.
 *
 * <p>The record is whatever it was made from. Nothing is checked, so that a test may serve what Glance should not.
 */
public final class DemoImage {
    /** Glance's own properties in the order in which it writes them; all else in a record is custom, and comes first. */
    static final List<String> BASE = List.of(
            ("id name status visibility protected os_hidden checksum os_hash_algo os_hash_value owner size virtual_size"
                            + " container_format disk_format min_ram min_disk created_at updated_at tags stores"
                            + " direct_url locations self file schema")
                    .split(" "));

    private final ObjectNode record;
    private final Map<String, DemoMember> members;
    private final Buffer json;

    private DemoImage(ObjectNode record, Map<String, DemoMember> members) {
        this.record = record;
        this.members = members;
        this.json = Json.write(record);
    }

    /** Returns an image with a copy of {@code record} and no members. */
    public static DemoImage of(ObjectNode record) {
        return new DemoImage(record.deepCopy(), Map.of());
    }

    /** Returns the time as Glance writes it: UTC, whole seconds. */
    static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Returns a copy of the record, which is the caller's to change. */
    public ObjectNode record() {
        return record.deepCopy();
    }

    /** Returns the members by project, the first one added first. Unmodifiable. */
    public Map<String, DemoMember> members() {
        return members;
    }

    /** Returns the same image with another record. */
    DemoImage with(ObjectNode other) {
        return new DemoImage(other.deepCopy(), members);
    }

    /** Returns the same image with this member added, or changed if it was there. */
    DemoImage with(DemoMember member) {
        Map<String, DemoMember> more = new LinkedHashMap<>(members);
        more.put(member.project(), member);
        return new DemoImage(record, Collections.unmodifiableMap(more));
    }

    /** Returns the same image without this member. */
    DemoImage without(String project) {
        Map<String, DemoMember> fewer = new LinkedHashMap<>(members);
        fewer.remove(project);
        return new DemoImage(record, Collections.unmodifiableMap(fewer));
    }

    /** Returns the same image in another status since {@code now}. */
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

    /** Returns the owning project, or null: then everyone may see the image, and only an administrator change it. */
    @Nullable
    String owner() {
        return text("owner");
    }

    /** Returns the value of a property as text, or null if it is absent or null. */
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

    /** Returns the record's bytes, written once for all answers; not to be changed. */
    Buffer json() {
        return json;
    }
}
