package dev.vitrine.live;

import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Who may see an image, by Glance's rules for requests of one image, which differ from those for
 * lists.
 *
 * @param visibility Glance's word for it
 * @param hasMember whether it has a member; that counts only as long as the image is shared, but then whatever the
 *     member's status is
 */
record LiveExposure(String visibility, boolean hasMember) {
    private static final List<String> VISIBILITIES = List.of("public", "community", "shared", "private");

    /** Those of three ordinary users of different projects to whom the image is shown. */
    Set<String> seenBy(String owner, String member, String stranger) {
        return switch (visibility) {
            case "public", "community" -> Set.of(owner, member, stranger);
            case "shared" -> hasMember ? Set.of(owner, member) : Set.of(owner);
            default -> Set.of(owner);
        };
    }

    /** Any other visibility, with the same members. */
    LiveExposure withOtherVisibility(Random random) {
        List<String> others =
                VISIBILITIES.stream().filter(other -> !other.equals(visibility)).toList();
        return new LiveExposure(others.get(random.nextInt(others.size())), hasMember);
    }

    LiveExposure withOtherMembers() {
        return new LiveExposure(visibility, !hasMember);
    }
}
