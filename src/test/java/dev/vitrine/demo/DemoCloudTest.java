package dev.vitrine.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DemoCloudTest {
    private final StillClock clock = new StillClock();
    private final DemoCloud cloud = DemoCloud.empty(clock);

    @Test
    void tokenIsValidUntilItsExpiry() {
        cloud.grant("word", DemoUser.of("u", "p").expiringAt(clock.instant().plusSeconds(1)));

        assertThat(cloud.token("word")).isNotNull();
        clock.advance(Duration.ofSeconds(1));
        assertThat(cloud.token("word")).isNull();
    }

    @Test
    void revokedTokenIsInvalidAtOnce() {
        cloud.grant("word", DemoUser.of("u", "p"));
        cloud.revoke("word");

        assertThat(cloud.token("word")).isNull();
    }

    @Test
    void loginGivesADifferentTokenEachTimeThatLivesAnHour() {
        DemoToken first = cloud.login("password", "vitrine", "secret");
        DemoToken second = cloud.login("password", "vitrine", "secret");

        assertThat(first.value()).isNotEqualTo(second.value());
        clock.advance(Duration.ofHours(1));
        assertThat(cloud.token(first.value())).isNull();
    }

    @Test
    void tokensAndLoginsDoNotPrintTheirSecrets() {
        DemoToken token = cloud.login("password", "vitrine", "secret");

        assertThat(token.toString()).doesNotContain(token.value());
    }

    @Test
    void replacedImageKeepsItsMembersAndMovesInTheLists() {
        cloud.put(DemoImages.active("a", "us", "shared"));
        cloud.put(DemoImages.active("b", "us", "shared"));
        cloud.share("a", "them", "accepted");

        cloud.put(DemoImages.active("a", "us", "shared").put("created_at", "2016-01-01T00:00:00Z"));

        assertThat(cloud.image("a").members()).containsKey("them");
        assertThat(cloud.newestFirst()).extracting(DemoImage::id).containsExactly("a", "b");
    }

    @Test
    void failedChangeDoesNotAffectTheImage() {
        cloud.put(DemoImages.active("a", "us", "private"));
        DemoImage before = cloud.image("a");

        assertThatThrownBy(() -> cloud.update("a", image -> {
                    throw DemoGlanceException.notOwned();
                }))
                .isInstanceOf(DemoGlanceException.class);
        assertThat(cloud.image("a")).isSameAs(before);
    }

    @Test
    void removedImageIsInNoMap() {
        cloud.put(DemoImages.active("a", "us", "private"));
        cloud.remove("a");

        assertThat(cloud.image("a")).isNull();
        assertThat(cloud.newestFirst()).isEmpty();
    }

    @Test
    void recordsGivenAndTakenAreCopies() {
        var record = DemoImages.active("a", "us", "private");
        cloud.put(record);
        record.put("name", "changed outside");
        cloud.image("a").record().put("name", "changed outside");

        assertThat(cloud.image("a").text("name")).isEqualTo("image a");
    }
}
