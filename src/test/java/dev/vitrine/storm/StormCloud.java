package dev.vitrine.storm;

import dev.vitrine.live.LiveCloud;
import dev.vitrine.live.LiveUser;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A Glance and Keystone for all storms, with a thousand images of one project. Stopped with the JVM. */
final class StormCloud {
    static final int IMAGES = 1_000;

    /** As many as Glance allows in its default configuration, and nearly as much as its database takes of each. */
    private static final int PROPERTIES = 128;

    private static final int PROPERTY_BYTES = 60_000;

    private static @Nullable StormCloud shared;

    final LiveCloud live;
    final LiveUser user;

    private StormCloud() throws IOException {
        live = LiveCloud.start(Files.createTempDirectory("storm"));
        user = live.user("storm", live.project("storm"), "member");
        copyImages(user, IMAGES, "cafe");
    }

    /** Returns the cloud with its initial images. */
    static synchronized StormCloud calm() throws IOException {
        if (shared == null) {
            shared = new StormCloud();
        }
        shared.rename("storm");
        return shared;
    }

    /** Returns the address of Nova's API in front of the same Glance; the first call starts it. */
    String nova() {
        return live.nova().url();
    }

    /** Returns a new token that was never used. */
    String token() {
        return live.token(user);
    }

    /**
     * Makes so many private images of the owner's project, whose ids end with these four characters. All but the first are
     * copies in the database, because requests would take a minute for a thousand.
     */
    void copyImages(LiveUser owner, int number, String idEnd) {
        String token = live.token(owner);
        String first = live.createImage(
                        token,
                        Map.of(
                                "name", "template",
                                "disk_format", "raw",
                                "container_format", "bare",
                                "visibility", "private",
                                "os_distro", "debian"))
                .path("id")
                .asText();
        live.upload(token, first, new byte[] {1, 2, 3});
        copy("images", "id", "name", first, number, idEnd);
        copy("image_properties", "image_id", "id", first, number, idEnd);
    }

    private void copy(String table, String column, String left, String first, int number, String idEnd) {
        String columns = live.sql("SELECT group_concat(name) FROM pragma_table_info('" + table
                + "') WHERE name NOT IN ('" + column + "', '" + left + "')");
        String name = table.equals("images") ? ", name" : "";
        String named = table.equals("images") ? ", 'storm'" : "";
        live.sql("WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < " + (number - 1) + ")"
                + " INSERT INTO " + table + " (" + column + name + ", " + columns + ")"
                + " SELECT printf('%08x-0000-4000-8000-00000000" + idEnd + "', i)" + named + ", " + columns + " FROM "
                + table + ", n WHERE " + column + " = '" + first + "'");
    }

    /**
     * Makes private images of the largest legal size, and returns their ids; their properties are written into the database,
     * for all images of the project.
     */
    List<String> largeImages(LiveUser owner, String token, int number) {
        List<String> images = IntStream.range(0, number)
                .mapToObj(i -> live.createImage(token, Map.of("name", "large", "visibility", "private"))
                        .path("id")
                        .asText())
                .toList();
        live.sql("WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < " + (PROPERTIES - 1)
                + ") INSERT INTO image_properties (image_id, name, value, created_at, updated_at, deleted)"
                + " SELECT id, printf('p%03d', i), replace(hex(zeroblob(" + PROPERTY_BYTES / 2
                + ")), '00', 'xx'), created_at, created_at, 0 FROM images, n WHERE owner = '" + owner.projectId()
                + "'");
        return images;
    }

    /** Renames all images in the database. */
    void rename(String name) {
        live.sql("UPDATE images SET name = '" + name + "' WHERE id LIKE '%-00000000cafe'");
    }

    static String id(int number) {
        return String.format("%08x-0000-4000-8000-00000000cafe", number);
    }

    String path(String below) {
        return "/v2/" + user.projectId() + below;
    }

    /** Returns a request for each image, which expects any response with status 200. */
    List<Ask> asks(String token) {
        return IntStream.range(0, IMAGES)
                .mapToObj(i -> Ask.get(path("/images/" + id(i)), token))
                .toList();
    }
}
