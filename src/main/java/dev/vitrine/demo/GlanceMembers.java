package dev.vitrine.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.util.Set;

/**
 * The projects an image is shared with: its owner adds and removes them, they accept or reject, and an administrator does
 * either ({@code glance/api/v2/image_members.py}). Every method answers, or refuses.
 */
record GlanceMembers(DemoCloud cloud) {
    private static final Set<String> STATUSES = Set.of("pending", "accepted", "rejected");

    /** Lists all members to the owner, and to a member only itself. */
    Reply list(Caller caller, String id) {
        DemoImage image = shared(caller, id);
        ObjectNode document = Json.object();
        ArrayNode members = document.putArray("members");
        for (DemoMember member : image.members().values()) {
            if (caller.mayChange(image) || member.project().equals(caller.project())) {
                members.add(described(id, member));
            }
        }
        return Reply.json(200, document.put("schema", "/v2/schemas/members"));
    }

    Reply add(Caller caller, String id, Buffer body) {
        String project = Json.read(body).path("member").asText();
        if (project.isEmpty()) {
            throw new Refusal(400, "Member to be added not specified");
        }
        DemoImage image = shared(caller, id);
        if (!caller.mayChange(image)) {
            throw new Refusal(403, "Not allowed to create members for image " + id + ".");
        }
        if (image.members().containsKey(project)) {
            throw new Refusal(409, "Member " + project + " is duplicated for image " + id);
        }
        return changed(id, new DemoMember(project, "pending", cloud.now(), cloud.now()));
    }

    Reply update(Caller caller, String id, String project, Buffer body) {
        String status = Json.read(body).path("status").asText();
        DemoImage image = shared(caller, id);
        boolean isOwnShare = project.equals(caller.project()) && !caller.owns(image);
        if (!caller.isAdmin() && !isOwnShare) {
            throw new Refusal(403, "Not allowed to update members for image " + id + ".");
        }
        DemoMember member = member(image, project);
        if (!STATUSES.contains(status)) {
            throw new Refusal(400, "Incorrect request: Status must be one of: pending, accepted, rejected");
        }
        return changed(id, member.with(status, cloud.now()));
    }

    Reply remove(Caller caller, String id, String project) {
        DemoImage image = shared(caller, id);
        if (!caller.mayChange(image)) {
            throw new Refusal(403, "Not allowed to delete members for image " + id + ".");
        }
        cloud.unshare(id, member(image, project).project());
        return Reply.of(204);
    }

    private Reply changed(String id, DemoMember member) {
        cloud.update(id, image -> image.with(member));
        return Reply.json(200, described(id, member));
    }

    private DemoImage shared(Caller caller, String id) {
        DemoImage image = cloud.image(id);
        if (image == null || !caller.sees(image)) {
            throw new Refusal(404, "Image " + id + " not found.");
        }
        if (!image.visibility().equals("shared")) {
            throw new Refusal(403, "Only shared images have members.");
        }
        return image;
    }

    private static DemoMember member(DemoImage image, String project) {
        DemoMember member = image.members().get(project);
        if (member == null) {
            throw new Refusal(404, project + " not found in the member list of the image " + image.id() + ".");
        }
        return member;
    }

    private static ObjectNode described(String id, DemoMember member) {
        ObjectNode document = Json.object().put("member_id", member.project()).put("image_id", id);
        document.put("status", member.status()).put("created_at", DemoImage.time(member.createdAt()));
        document.put("updated_at", DemoImage.time(member.updatedAt()));
        return document.put("schema", "/v2/schemas/member");
    }
}
