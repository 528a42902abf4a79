package dev.vitrine.demo;

import org.jspecify.annotations.Nullable;

/**
 * Who sent a request, as far as Glance cares, and with it Glance's rules on who may see and change what
 * ({@code glance/db/utils.py is_image_visible}, {@code glance/db/sqlalchemy/api.py _select_images_query}).
 *
 * @param project the project of the token, or null if it is not for a project
 */
record Caller(@Nullable String project, boolean isAdmin) {
    /** Whoever comes to a Glance that authenticates nobody. */
    static final Caller ANYBODY = new Caller(null, true);

    static Caller of(DemoToken token) {
        DemoUser user = token.user();
        String project = user.scope() instanceof DemoScope.Project scope ? scope.id() : null;
        return new Caller(project, user.hasRole("admin"));
    }

    boolean owns(DemoImage image) {
        return project != null && project.equals(image.owner());
    }

    boolean mayChange(DemoImage image) {
        return isAdmin || owns(image);
    }

    /** Returns whether the image can be shown; a share that was not accepted is enough. Nobody sees a deleted one. */
    boolean sees(DemoImage image) {
        if (isDeleted(image)) {
            return false;
        }
        return isAdmin || image.owner() == null || isForAll(image) || owns(image) || isSharedWith(image, "all");
    }

    /**
     * Returns whether lists have the image.
     *
     * @param visibility the only one wanted, {@code all}, or null: then all but other projects' community images
     * @param memberStatus the status of a share that lets an image be listed, or {@code all}
     */
    boolean lists(DemoImage image, @Nullable String visibility, String memberStatus) {
        if (isDeleted(image) || image.status().equals("killed")) {
            return false;
        }
        boolean isWanted = visibility == null
                ? owns(image) || !image.visibility().equals("community")
                : visibility.equals("all") || visibility.equals(image.visibility());
        return isWanted && (isAdmin || isForAll(image) || owns(image) || isSharedWith(image, memberStatus));
    }

    /** Refuses as Glance does when a caller would change what is not theirs: it hides what they may not even see. */
    void requireChange(DemoImage image) {
        requireSight(image);
        if (!mayChange(image)) {
            throw Refusal.notOwned();
        }
    }

    /** Refuses to say that there is an image that the caller may not see. */
    void requireSight(DemoImage image) {
        if (!sees(image)) {
            throw Refusal.notFound(image.id());
        }
    }

    private boolean isSharedWith(DemoImage image, String status) {
        DemoMember member = project == null ? null : image.members().get(project);
        return member != null
                && image.visibility().equals("shared")
                && (status.equals("all") || status.equals(member.status()));
    }

    private static boolean isForAll(DemoImage image) {
        return image.visibility().equals("public") || image.visibility().equals("community");
    }

    private static boolean isDeleted(DemoImage image) {
        return image.status().equals("deleted") || image.status().equals("pending_delete");
    }
}
