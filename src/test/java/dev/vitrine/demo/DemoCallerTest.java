package dev.vitrine.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoCallerTest {
    private static final DemoCaller STRANGER = new DemoCaller("them", false);
    private static final DemoCaller OWNER = new DemoCaller("us", false);

    @ParameterizedTest(name = "{0} image, share {1}: shown {2}, listed {3}")
    @CsvSource({
        "public,    none,     true,  true",
        "community, none,     true,  false",
        "private,   none,     false, false",
        "private,   accepted, false, false",
        "shared,    none,     false, false",
        "shared,    pending,  true,  false",
        "shared,    rejected, true,  false",
        "shared,    accepted, true,  true",
    })
    void otherProjectsSeeAndListImages(String visibility, String share, boolean isShown, boolean isListed) {
        DemoImage image = image(visibility, "active", share);

        assertThat(STRANGER.canSee(image)).isEqualTo(isShown);
        assertThat(STRANGER.canList(image, null, "accepted")).isEqualTo(isListed);
        assertThat(STRANGER.mayChange(image)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"public", "community", "private", "shared"})
    void ownerSeesListsAndChangesEverything(String visibility) {
        DemoImage image = image(visibility, "active", "none");

        assertThat(OWNER.canSee(image)).isTrue();
        assertThat(OWNER.canList(image, null, "accepted")).isTrue();
        assertThat(OWNER.mayChange(image)).isTrue();
    }

    @ParameterizedTest(name = "{0}: shown {1}, listed {2}")
    @CsvSource({
        "deleted, false, false",
        "pending_delete, false, false",
        "killed, true, false",
        "deactivated, true, true",
        "queued, true, true",
    })
    void statusHidesImagesEvenFromAnAdministrator(String status, boolean isShown, boolean isListed) {
        DemoImage image = image("private", status, "none");

        assertThat(DemoCaller.ANONYMOUS.canSee(image)).isEqualTo(isShown);
        assertThat(DemoCaller.ANONYMOUS.canList(image, null, "accepted")).isEqualTo(isListed);
    }

    @Test
    void communityImagesOfOthersAreListedOnRequestOnly() {
        DemoImage image = image("community", "active", "none");

        assertThat(STRANGER.canList(image, "community", "accepted")).isTrue();
        assertThat(STRANGER.canList(image, "all", "accepted")).isTrue();
        assertThat(STRANGER.canList(image, "public", "accepted")).isFalse();
    }

    @Test
    void pendingSharedImagesAreListedOnRequestOnly() {
        DemoImage image = image("shared", "active", "pending");

        assertThat(STRANGER.canList(image, null, "pending")).isTrue();
        assertThat(STRANGER.canList(image, "shared", "all")).isTrue();
    }

    @Test
    void tokenWithoutProjectSeesOpenImages() {
        DemoCaller nobody = new DemoCaller(null, false);

        assertThat(nobody.canSee(image("public", "active", "none"))).isTrue();
        assertThat(nobody.canSee(image("private", "active", "none"))).isFalse();
    }

    private static DemoImage image(String visibility, String status, String share) {
        DemoImage image = DemoImage.of(DemoImages.active("id", "us", visibility).put("status", status));
        return share.equals("none")
                ? image
                : image.with(new DemoImage.Member("them", share, Instant.EPOCH, Instant.EPOCH));
    }
}
