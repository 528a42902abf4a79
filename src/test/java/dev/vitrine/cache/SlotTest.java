package dev.vitrine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.Caller;
import dev.vitrine.model.Digest;
import dev.vitrine.model.Identity;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageStatus;
import dev.vitrine.model.Visibility;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SlotTest {
    private static final long FRESH_NANOS = 100;
    private static final Identity US = identity("us", "member");
    private static final Identity THEM = identity("them", "member");
    private static final Identity ADMIN = identity("them", "admin");
    private static final Identity ALONE =
            new Identity(new Identity.Project.Of("alone"), Digest.of("alone"), null, Instant.MAX, null);

    @ParameterizedTest
    @EnumSource
    void everybodyIsShownWhatHisClassWasShown(Visibility visibility) {
        CachedImage ours = loaded(US, visibility, 0);

        assertThat(Slot.EMPTY.with(ours, US).fresh(US, 0)).isSameAs(ours);
    }

    @ParameterizedTest
    @EnumSource
    void onlyOpenImagesAreSharedBetweenProjects(Visibility visibility) {
        CachedImage ours = loaded(US, visibility, 0);
        Slot slot = Slot.EMPTY.with(ours, US);

        assertThat(slot.fresh(THEM, 0)).isSameAs(visibility.isOpen() ? ours : null);
    }

    @Test
    void otherRolesShareNothing() {
        Slot slot = Slot.EMPTY.with(loaded(US, Visibility.PUBLIC, 0), US);

        assertThat(slot.fresh(ADMIN, 0)).isNull();
    }

    @Test
    void classThatSharesNothingNeitherGivesNorTakes() {
        Slot given = Slot.EMPTY.with(loaded(ALONE, Visibility.PUBLIC, 0), ALONE);
        Slot taken = Slot.EMPTY.with(loaded(US, Visibility.PUBLIC, 0), US);
        Identity alike = new Identity(new Identity.Project.Of("alike"), Digest.of("alike"), null, Instant.MAX, null);

        assertThat(given.fresh(US, 0)).isNull();
        assertThat(given.fresh(alike, 0)).isNull();
        assertThat(taken.fresh(ALONE, 0)).isNull();
    }

    @Test
    void ownVariantWinsOverASharedOne() {
        CachedImage theirs = loaded(THEM, Visibility.PRIVATE, 0);
        CachedImage ours = loaded(US, Visibility.PUBLIC, 1);
        Slot slot = new Slot(List.of(ours, theirs));

        assertThat(slot.fresh(THEM, 1)).isSameAs(theirs);
    }

    @Test
    void staleVariantIsNotShown() {
        Slot slot = Slot.EMPTY.with(loaded(US, Visibility.PUBLIC, 10), US);

        assertThat(slot.fresh(US, 10 + FRESH_NANOS - 1)).isNotNull();
        assertThat(slot.fresh(US, 10 + FRESH_NANOS)).isNull();
        assertThat(slot.fresh(THEM, 10 + FRESH_NANOS)).isNull();
    }

    @Test
    void freshnessOutlivesTheOverflowOfTheClock() {
        Slot slot = Slot.EMPTY.with(loaded(US, Visibility.PUBLIC, Long.MAX_VALUE), US);

        assertThat(slot.fresh(US, Long.MIN_VALUE)).isNotNull();
        assertThat(slot.fresh(US, Long.MIN_VALUE + FRESH_NANOS)).isNull();
    }

    @Test
    void staleOwnVariantGivesWayToAFreshSharedOne() {
        CachedImage stale = loaded(THEM, Visibility.PUBLIC, 0);
        CachedImage fresh = loaded(US, Visibility.PUBLIC, FRESH_NANOS);
        Slot slot = new Slot(List.of(stale, fresh));

        assertThat(slot.fresh(THEM, FRESH_NANOS)).isSameAs(fresh);
    }

    @Test
    void newVariantReplacesWhatItsClassCouldSee() {
        Slot slot = Slot.EMPTY
                .with(loaded(THEM, Visibility.PUBLIC, 0), THEM)
                .with(loaded(ADMIN, Visibility.PUBLIC, 0), ADMIN);
        CachedImage ours = loaded(US, Visibility.PRIVATE, 1);

        Slot changed = slot.with(ours, US);

        assertThat(changed.variants()).hasSize(2).first().isSameAs(ours);
        assertThat(changed.fresh(THEM, 1)).isNull();
        assertThat(changed.fresh(ADMIN, 1)).isNotNull();
    }

    @Test
    void whatIsGoneForOneIsGoneForThoseWithWhomHeSharedIt() {
        CachedImage admins = loaded(ADMIN, Visibility.PUBLIC, 0);
        Slot slot = new Slot(List.of(loaded(US, Visibility.PUBLIC, 0), admins, loaded(THEM, Visibility.PUBLIC, 0)));

        assertThat(slot.without(US).variants()).containsExactly(admins);
    }

    @Test
    void whatIsGoneForOneIsNotGoneForOthersWhoAreShownItAlone() {
        CachedImage theirs = loaded(THEM, Visibility.PRIVATE, 0);
        Slot slot = new Slot(List.of(theirs));

        assertThat(slot.without(US).variants()).containsExactly(theirs);
    }

    @Test
    void oldestVariantsGoWhenThereAreTooMany() {
        Slot slot = Slot.EMPTY;
        for (int i = 0; i < 100; i++) {
            Identity identity = identity("p" + i, "member");
            slot = slot.with(loaded(identity, Visibility.PRIVATE, 0), identity);
        }

        assertThat(slot.variants()).hasSize(64);
        assertThat(slot.fresh(identity("p99", "member"), 0)).isNotNull();
        assertThat(slot.fresh(identity("p36", "member"), 0)).isNotNull();
        assertThat(slot.fresh(identity("p35", "member"), 0)).isNull();
    }

    private static CachedImage loaded(Identity identity, Visibility visibility, long nanos) {
        Image image = new Image("x", null, ImageStatus.ACTIVE, 0, 0, 0, null, null, visibility, List.of());
        return new CachedImage(image, new Caller(identity, null, "req-1"), nanos, FRESH_NANOS);
    }

    private static Identity identity(String project, String role) {
        return new Identity(
                new Identity.Project.Of(project),
                Digest.of(List.of(project, role)),
                Digest.of(List.of(role)),
                Instant.MAX,
                null);
    }
}
