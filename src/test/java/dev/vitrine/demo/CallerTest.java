package dev.vitrine.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallerTest {
    private static final Caller STRANGER = new Caller("them", false);
    private static final Caller OWNER = new Caller("us", false);

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
    void anotherProjectSees(String visibility, String share, boolean isShown, boolean isListed) {
        DemoImage image = image(visibility, "active", share);

        assertThat(STRANGER.sees(image)).isEqualTo(isShown);
        assertThat(STRANGER.lists(image, null, "accepted")).isEqualTo(isListed);
        assertThat(STRANGER.mayChange(image)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"public", "community", "private", "shared"})
    void ownerSeesListsAndChangesEverything(String visibility) {
        DemoImage image = image(visibility, "active", "none");

        assertThat(OWNER.sees(image)).isTrue();
        assertThat(OWNER.lists(image, null, "accepted")).isTrue();
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

        assertThat(Caller.ANYBODY.sees(image)).isEqualTo(isShown);
        assertThat(Caller.ANYBODY.lists(image, null, "accepted")).isEqualTo(isListed);
    }

    @Test
    void communityImagesOfOthersAreListedOnlyWhenAskedFor() {
        DemoImage image = image("community", "active", "none");

        assertThat(STRANGER.lists(image, "community", "accepted")).isTrue();
        assertThat(STRANGER.lists(image, "all", "accepted")).isTrue();
        assertThat(STRANGER.lists(image, "public", "accepted")).isFalse();
    }

    @Test
    void sharesNotYetAcceptedAreListedOnlyWhenAskedFor() {
        DemoImage image = image("shared", "active", "pending");

        assertThat(STRANGER.lists(image, null, "pending")).isTrue();
        assertThat(STRANGER.lists(image, "shared", "all")).isTrue();
    }

    @Test
    void tokenWithoutProjectSeesWhatIsForAll() {
        Caller nobody = new Caller(null, false);

        assertThat(nobody.sees(image("public", "active", "none"))).isTrue();
        assertThat(nobody.sees(image("private", "active", "none"))).isFalse();
    }

    private static DemoImage image(String visibility, String status, String share) {
        DemoImage image = DemoImage.of(DemoImages.active("id", "us", visibility).put("status", status));
        return share.equals("none") ? image : image.with(new DemoMember("them", share, Instant.EPOCH, Instant.EPOCH));
    }
}
