package dev.vitrine.demo;

import org.jspecify.annotations.Nullable;

/**
 * The caller of a request to the demo Glance, with Glance's access rules ({@code glance/db/utils.py is_image_visible},
 * {@code glance/db/sqlalchemy/api.py _select_images_query}).
 *
 * @param project the project of the token; null if it is not scoped to a project
 */
record DemoCaller(@Nullable String project, boolean isAdmin) {
    /** Every caller of a Glance without authentication. */
    static final DemoCaller ANONYMOUS = new DemoCaller(null, true);

    static DemoCaller of(DemoToken token) {
        DemoUser user = token.user();
        String project = user.scope() instanceof DemoUser.Scope.ProjectScope scope ? scope.id() : null;
        return new DemoCaller(project, user.hasRole("admin"));
    }

    boolean owns(DemoImage image) {
        return project != null && project.equals(image.owner());
    }

    boolean mayChange(DemoImage image) {
        return isAdmin || owns(image);
    }

    /** Returns whether the caller can get the image, also as a member that has not accepted it. A deleted one is hidden. */
    boolean canSee(DemoImage image) {
        if (isDeleted(image)) {
            return false;
        }
        return isAdmin || image.owner() == null || isOpen(image) || owns(image) || isSharedWith(image, "all");
    }

    /**
     * Returns whether the caller's lists have the image.
     *
     * @param visibility a filter, or {@code all}; null for all but the community images of other projects
     * @param memberStatus the member status of shared images to list, or {@code all}
     */
    boolean canList(DemoImage image, @Nullable String visibility, String memberStatus) {
        if (isDeleted(image) || image.status().equals("killed")) {
            return false;
        }
        boolean matches = visibility == null
                ? owns(image) || !image.visibility().equals("community")
                : visibility.equals("all") || visibility.equals(image.visibility());
        return matches && (isAdmin || isOpen(image) || owns(image) || isSharedWith(image, memberStatus));
    }

    /** Throws 404 or 403 unless the caller may change the image. */
    void requireChange(DemoImage image) {
        requireVisible(image);
        if (!mayChange(image)) {
            throw DemoGlanceException.notOwned();
        }
    }

    /** Throws 404 unless the caller may see the image. */
    void requireVisible(DemoImage image) {
        if (!canSee(image)) {
            throw DemoGlanceException.notFound(image.id());
        }
    }

    private boolean isSharedWith(DemoImage image, String status) {
        DemoImage.Member member = project == null ? null : image.members().get(project);
        return member != null
                && image.visibility().equals("shared")
                && (status.equals("all") || status.equals(member.status()));
    }

    private static boolean isOpen(DemoImage image) {
        return image.visibility().equals("public") || image.visibility().equals("community");
    }

    private static boolean isDeleted(DemoImage image) {
        return image.status().equals("deleted") || image.status().equals("pending_delete");
    }
}
