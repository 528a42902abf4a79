package dev.vitrine.storm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vitrine.live.LiveHistory;
import dev.vitrine.live.LiveRead;
import dev.vitrine.live.LiveUser;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Three callers of different projects, the changes that one of them makes to its images in Glance, and the lists of all. */
final class ListCallers {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OWNER = "owner";
    private static final String MEMBER = "member";
    private static final String STRANGER = "stranger";
    private static final Set<String> NONE = Set.of();
    private static final Set<String> OWN = Set.of(OWNER);
    private static final Set<String> SHARED = Set.of(OWNER, MEMBER);
    private static final Set<String> ALL = Set.of(OWNER, MEMBER, STRANGER);

    private final StormCloud cloud;
    private final String admin;
    private final Map<String, LiveUser> users = new HashMap<>();
    private final Map<String, String> tokens = new HashMap<>();

    /**
     * A change in Glance.
     *
     * @param isFirst whether no change before it has a notification of its kind
     * @param name the image's name after it
     * @param foundBy the callers whose lists have the image after it
     * @param change makes it to the image with this id
     */
    record Step(boolean isFirst, String name, Set<String> foundBy, Consumer<String> change) {}

    ListCallers(StormCloud cloud) {
        this.cloud = cloud;
        this.admin = cloud.live.adminToken();
        for (String caller : ALL) {
            String name = "lists of the " + caller;
            users.put(caller, cloud.live.user(name, cloud.live.project(name), "member"));
            tokens.put(caller, cloud.live.token(users.get(caller)));
        }
    }

    Set<String> all() {
        return ALL;
    }

    /** Returns the caller whose images are changed. */
    LiveUser owner() {
        return users.get(OWNER);
    }

    /** Returns the changes to one image, in their order, with what lists show by Glance's rules. */
    List<Step> steps() {
        return List.of(
                new Step(true, "first", OWN, id -> create(id, "first")),
                patch(true, "name", "\"second\"", "second", OWN),
                patch(false, "visibility", "\"shared\"", "second", OWN),
                new Step(false, "second", OWN, this::addMember),
                new Step(true, "second", SHARED, this::accept),
                patch(false, "os_hidden", "true", "second", NONE),
                patch(false, "os_hidden", "false", "second", SHARED),
                patch(false, "visibility", "\"public\"", "second", ALL),
                patch(false, "name", "\"third\"", "third", ALL),
                patch(false, "os_hidden", "true", "third", NONE),
                patch(false, "os_hidden", "false", "third", ALL),
                patch(false, "visibility", "\"community\"", "third", OWN),
                patch(false, "visibility", "\"shared\"", "third", SHARED),
                new Step(true, "third", OWN, this::removeMember),
                patch(false, "visibility", "\"private\"", "third", OWN),
                patch(false, "visibility", "\"public\"", "third", ALL),
                new Step(true, "third", NONE, this::delete));
    }

    private Step patch(boolean isFirst, String member, String value, String name, Set<String> foundBy) {
        return new Step(isFirst, name, foundBy, id -> patch(id, member, value));
    }

    void create(String id, String name) {
        cloud.live.createImage(tokens.get(OWNER), Map.of("id", id, "name", name, "visibility", "private"));
    }

    /** Replaces a member of the image by this JSON, as an administrator, since no one else may make an image public. */
    void patch(String id, String member, String value) {
        cloud.live.patch(admin, id, "[{\"op\":\"replace\",\"path\":\"/" + member + "\",\"value\":" + value + "}]");
    }

    private void addMember(String id) {
        cloud.live.addMember(tokens.get(OWNER), id, users.get(MEMBER).projectId());
    }

    /** An image that is shared with a project is in its lists only then. */
    private void accept(String id) {
        cloud.live.setMemberStatus(tokens.get(MEMBER), id, users.get(MEMBER).projectId(), "accepted");
    }

    private void removeMember(String id) {
        cloud.live.removeMember(tokens.get(OWNER), id, users.get(MEMBER).projectId());
    }

    void delete(String id) {
        cloud.live.delete(tokens.get(OWNER), id);
    }

    /** Looks for the image in one of the caller's lists. */
    LiveRead read(StormGateway gateway, String caller, String id, LiveHistory history) throws IOException {
        boolean isXml = ThreadLocalRandom.current().nextBoolean();
        String path = "/v2/" + users.get(caller).projectId() + (isXml ? "/images.xml" : "/images/detail");
        byte[] request = Ask.get(path, tokens.get(caller)).bytes();
        long start = history.now();
        Wire.Reply reply = Wire.once(gateway.port(), request);
        long end = history.now();
        String body = new String(reply.body(), UTF_8);
        String name = reply.status() != 200 ? "" : isXml ? nameInXml(body, id) : nameInJson(body, id);
        int status = reply.status() == 200 && name.isEmpty() ? 404 : reply.status();
        return new LiveRead(caller, start, end, status, name);
    }

    private static String nameInJson(String body, String id) throws IOException {
        for (JsonNode image : JSON.readTree(body).path("images")) {
            if (image.path("id").asText().equals(id)) {
                return image.path("name").asText();
            }
        }
        return "";
    }

    private static String nameInXml(String body, String id) {
        Matcher image = Pattern.compile("<image name=\"([^\"]*)\" id=\"" + id).matcher(body);
        return image.find() ? image.group(1) : "";
    }
}
