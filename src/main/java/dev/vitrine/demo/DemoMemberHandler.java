package dev.vitrine.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.util.Set;

/**
 * Handles requests for the members of an image ({@code glance/api/v2/image_members.py}). The owner adds and removes members,
 * a member accepts or rejects the image, and an administrator may do both. Every method returns the response, or throws a
 * {@link DemoGlanceException}.
 */
record DemoMemberHandler(DemoCloud cloud) {
    private static final Set<String> STATUSES = Set.of("pending", "accepted", "rejected");

    /** Lists all members for the owner; a member gets only itself. */
    DemoResponse list(DemoCaller caller, String id) {
        DemoImage image = shared(caller, id);
        ObjectNode document = DemoJson.object();
        ArrayNode members = document.putArray("members");
        for (DemoImage.Member member : image.members().values()) {
            if (caller.mayChange(image) || member.project().equals(caller.project())) {
                members.add(document(id, member));
            }
        }
        return DemoResponse.json(200, document.put("schema", "/v2/schemas/members"));
    }

    DemoResponse add(DemoCaller caller, String id, Buffer body) {
        String project = DemoJson.read(body).path("member").asText();
        if (project.isEmpty()) {
            throw new DemoGlanceException(400, "Member to be added not specified");
        }
        DemoImage image = shared(caller, id);
        if (!caller.mayChange(image)) {
            throw new DemoGlanceException(403, "Not allowed to create members for image " + id + ".");
        }
        if (image.members().containsKey(project)) {
            throw new DemoGlanceException(409, "Member " + project + " is duplicated for image " + id);
        }
        return changed(id, new DemoImage.Member(project, "pending", cloud.now(), cloud.now()));
    }

    DemoResponse update(DemoCaller caller, String id, String project, Buffer body) {
        String status = DemoJson.read(body).path("status").asText();
        DemoImage image = shared(caller, id);
        boolean isOwnShare = project.equals(caller.project()) && !caller.owns(image);
        if (!caller.isAdmin() && !isOwnShare) {
            throw new DemoGlanceException(403, "Not allowed to update members for image " + id + ".");
        }
        DemoImage.Member member = member(image, project);
        if (!STATUSES.contains(status)) {
            throw new DemoGlanceException(400, "Incorrect request: Status must be one of: pending, accepted, rejected");
        }
        return changed(id, member.with(status, cloud.now()));
    }

    DemoResponse remove(DemoCaller caller, String id, String project) {
        DemoImage image = shared(caller, id);
        if (!caller.mayChange(image)) {
            throw new DemoGlanceException(403, "Not allowed to delete members for image " + id + ".");
        }
        cloud.unshare(id, member(image, project).project());
        return DemoResponse.of(204);
    }

    private DemoResponse changed(String id, DemoImage.Member member) {
        cloud.update(id, image -> image.with(member));
        return DemoResponse.json(200, document(id, member));
    }

    private DemoImage shared(DemoCaller caller, String id) {
        DemoImage image = cloud.image(id);
        if (image == null || !caller.canSee(image)) {
            throw new DemoGlanceException(404, "Image " + id + " not found.");
        }
        if (!image.visibility().equals("shared")) {
            throw new DemoGlanceException(403, "Only shared images have members.");
        }
        return image;
    }

    private static DemoImage.Member member(DemoImage image, String project) {
        DemoImage.Member member = image.members().get(project);
        if (member == null) {
            throw new DemoGlanceException(
                    404, project + " not found in the member list of the image " + image.id() + ".");
        }
        return member;
    }

    private static ObjectNode document(String id, DemoImage.Member member) {
        ObjectNode document =
                DemoJson.object().put("member_id", member.project()).put("image_id", id);
        document.put("status", member.status()).put("created_at", DemoImage.time(member.createdAt()));
        document.put("updated_at", DemoImage.time(member.updatedAt()));
        return document.put("schema", "/v2/schemas/member");
    }
}
