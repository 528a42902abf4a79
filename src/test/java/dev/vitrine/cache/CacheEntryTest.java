package dev.vitrine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.identity.Digest;
import dev.vitrine.identity.Identity;
import dev.vitrine.model.Image;
import dev.vitrine.model.Image.Visibility;
import dev.vitrine.model.ImageStatus;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CacheEntryTest {
    private static final Identity US = Who.of("us", "member").identity();
    private static final Identity THEM = Who.of("them", "member").identity();
    private static final Identity ADMIN = Who.of("them", "admin").identity();
    private static final Identity ALONE =
            new Identity(new Identity.Project.Of("alone"), Digest.of("alone"), null, Instant.MAX, null);

    @ParameterizedTest
    @EnumSource
    void everybodyIsShownWhatHisClassWasShown(Visibility visibility) {
        CachedImage ours = loaded(US, visibility, 0);

        assertThat(CacheEntry.empty().with(ours, US).variant(US)).isSameAs(ours);
    }

    @ParameterizedTest
    @EnumSource
    void onlyOpenImagesAreSharedBetweenProjects(Visibility visibility) {
        CachedImage ours = loaded(US, visibility, 0);
        CacheEntry entry = CacheEntry.empty().with(ours, US);

        assertThat(entry.variant(THEM)).isSameAs(visibility.isOpen() ? ours : null);
    }

    @Test
    void otherRolesShareNothing() {
        CacheEntry entry = CacheEntry.empty().with(loaded(US, Visibility.PUBLIC, 0), US);

        assertThat(entry.variant(ADMIN)).isNull();
    }

    @Test
    void classThatSharesNothingNeitherGivesNorTakes() {
        CacheEntry given = CacheEntry.empty().with(loaded(ALONE, Visibility.PUBLIC, 0), ALONE);
        CacheEntry taken = CacheEntry.empty().with(loaded(US, Visibility.PUBLIC, 0), US);
        Identity alike = new Identity(new Identity.Project.Of("alike"), Digest.of("alike"), null, Instant.MAX, null);

        assertThat(given.variant(US)).isNull();
        assertThat(given.variant(alike)).isNull();
        assertThat(taken.variant(ALONE)).isNull();
    }

    @Test
    void newVariantReplacesWhatItsClassCouldSee() {
        CachedImage ours = loaded(US, Visibility.PUBLIC, 1);
        CacheEntry entry = CacheEntry.empty()
                .with(loaded(THEM, Visibility.PUBLIC, 0), THEM)
                .with(ours, US);

        assertThat(entry.variants()).containsExactly(ours);
        assertThat(entry.variant(THEM)).isSameAs(ours);
    }

    @Test
    void newVariantLeavesThoseOfOtherRolesWhileTheVisibilityStays() {
        CachedImage admins = loaded(ADMIN, Visibility.PUBLIC, 0);
        CachedImage ours = loaded(US, Visibility.PUBLIC, 1);

        assertThat(CacheEntry.empty().with(admins, ADMIN).with(ours, US).variants())
                .containsExactly(ours, admins);
    }

    @Test
    void newVariantTakesAwayAllThatWereLoadedWhileTheVisibilityWasAnother() {
        CachedImage ours = loaded(US, Visibility.PRIVATE, 1);
        CacheEntry entry = CacheEntry.empty()
                .with(loaded(ADMIN, Visibility.PUBLIC, 0), ADMIN)
                .with(ours, US);

        assertThat(entry.variants()).containsExactly(ours);
    }

    @ParameterizedTest
    @EnumSource
    void loadThatWasOvertakenChangesNothing(Visibility visibility) {
        CacheEntry entry = CacheEntry.empty().with(loaded(US, Visibility.PUBLIC, 2), US);

        assertThat(entry.with(loaded(US, visibility, 1), US)).isSameAs(entry);
    }

    @Test
    void loadOfTheOldVisibilityChangesNothingForAnybody() {
        CacheEntry entry = CacheEntry.empty().with(loaded(US, Visibility.PRIVATE, 2), US);

        assertThat(entry.with(loaded(ADMIN, Visibility.PUBLIC, 1), ADMIN)).isSameAs(entry);
    }

    @Test
    void imageGoneForOneCallerIsGoneForAllClassesThatSharedIt() {
        CacheEntry entry = CacheEntry.empty()
                .with(loaded(ADMIN, Visibility.PUBLIC, 0), ADMIN)
                .with(loaded(THEM, Visibility.PUBLIC, 0), THEM);

        assertThat(entry.without(US, load(1)).variants()).isEmpty();
    }

    @Test
    void imageGoneForOneCallerStaysForClassesThatHaveItToThemselves() {
        CachedImage theirs = loaded(THEM, Visibility.PRIVATE, 0);
        CacheEntry entry =
                CacheEntry.empty().with(loaded(US, Visibility.PRIVATE, 0), US).with(theirs, THEM);

        assertThat(entry.without(US, load(1)).variants()).containsExactly(theirs);
    }

    @Test
    void negativeResultThatWasOvertakenRemovesNothing() {
        CacheEntry entry = CacheEntry.empty().with(loaded(US, Visibility.PUBLIC, 2), US);

        assertThat(entry.without(US, load(1))).isEqualTo(entry);
    }

    @ParameterizedTest
    @CsvSource({"2, 8", "1, 8", "2, 3", "1, 2", "5, 6"})
    void overlappingLoadsThatDifferContradictEachOtherWhicheverBeganFirst(long start, long end) {
        CacheEntry entry = CacheEntry.empty().with(loaded(US, "new", 1, 6), US);

        assertThat(entry.isContradictedBy(loaded(THEM, "old", start, end), THEM))
                .isTrue();
        assertThat(entry.isContradictedBy(loaded(THEM, "new", start, end), THEM))
                .isFalse();
        assertThat(entry.isContradictedBy(loaded(ADMIN, "of admins", start, end), ADMIN))
                .isFalse();
        assertThat(entry.isContradictedByNothing(THEM, start, end)).isTrue();
        assertThat(entry.isContradictedByNothing(ADMIN, start, end)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"6, 8", "7, 8", "0, 1"})
    void loadsThatFollowEachOtherDoNotContradictEachOther(long start, long end) {
        CacheEntry entry = CacheEntry.empty().with(loaded(US, "one", 1, 6), US);
        CachedImage other = loaded(THEM, "other", start, end);

        assertThat(entry.isContradictedBy(other, THEM)).isFalse();
        assertThat(entry.isContradictedByNothing(THEM, start, end)).isFalse();
        assertThat(entry.with(other, THEM).variant(US).image().name()).isEqualTo(start == 0 ? "one" : "other");
    }

    @Test
    void orderOfLoadsOutlivesTheOverflowOfTheClock() {
        assertThat(LoadSnapshot.isAfter(Long.MIN_VALUE, Long.MAX_VALUE)).isTrue();
        assertThat(LoadSnapshot.isAfter(Long.MAX_VALUE, Long.MIN_VALUE)).isFalse();
    }

    @Test
    void oldestVariantsGoWhenThereAreTooMany() {
        CacheEntry entry = CacheEntry.empty();
        for (int i = 0; i < 100; i++) {
            Identity identity = project(i);
            entry = entry.with(loaded(identity, Visibility.PRIVATE, 0), identity);
        }

        assertThat(entry.variants()).hasSize(64);
        assertThat(entry.variant(project(99))).isNotNull();
        assertThat(entry.variant(project(36))).isNotNull();
        assertThat(entry.variant(project(35))).isNull();
    }

    private static Identity project(int number) {
        return Who.of("p" + number, "member").identity();
    }

    private static LoadSnapshot load(long nanos) {
        return new LoadSnapshot(0, 0, nanos, false);
    }

    /** A user may have any number of application credentials with access rules, each of which is a class of its own. */
    private static Identity credential(int number) {
        return new Identity(
                new Identity.Project.Of("flooder"), Digest.of("credential " + number), null, Instant.MAX, List.of());
    }

    @Test
    void classesThatShareNothingDoNotDisplaceWhatOthersShare() {
        CachedImage shared = loaded(US, Visibility.PUBLIC, 0);
        CacheEntry entry = CacheEntry.empty().with(shared, US);
        for (int i = 0; i < 1_000; i++) {
            entry = entry.with(loaded(credential(i), Visibility.PUBLIC, i), credential(i));
        }

        assertThat(entry.variants()).hasSize(64);
        assertThat(entry.variant(THEM)).isSameAs(shared);
        assertThat(entry.variant(credential(999))).isNotNull();
    }

    @Test
    void classesThatShareNothingGoFirstWhereTheEntryTakesTooMuch() {
        CachedImage shared = loaded(US, Visibility.PUBLIC, 0);
        CacheEntry entry = CacheEntry.empty().with(shared, US);
        for (int i = 0; i < 10; i++) {
            entry = entry.with(loaded(credential(i), Visibility.PUBLIC, i), credential(i));
        }

        CacheEntry bounded = entry.within(entry.weight() / 2);

        assertThat(bounded.weight()).isLessThanOrEqualTo(entry.weight() / 2);
        assertThat(bounded.variant(THEM)).isSameAs(shared);
        assertThat(bounded.within(1).variants()).containsExactly(shared);
        assertThat(bounded.within(bounded.weight())).isSameAs(bounded);
    }

    /** Otherwise it would be served again what Glance has contradicted. */
    @Test
    void classThatMustRevalidateStaysSoHoweverManyClassesShareNothing() {
        CachedImage shared = loaded(US, Visibility.PUBLIC, 0);
        CacheEntry entry = CacheEntry.empty().with(shared, US).requiringRevalidation(THEM);
        for (int i = 0; i < 1_000; i++) {
            entry = entry.with(loaded(credential(i), Visibility.PUBLIC, i), credential(i));
        }

        assertThat(entry.variants()).hasSize(64);
        assertThat(entry.variant(US)).isSameAs(shared);
        assertThat(entry.variant(THEM)).matches(CachedImage::mustRevalidate);
        assertThat(entry.within(1).variant(THEM)).matches(CachedImage::mustRevalidate);
    }

    private static CachedImage loaded(Identity identity, Visibility visibility, long nanos) {
        Image image = new Image("x", null, ImageStatus.ACTIVE, 0, 0, 0, null, null, visibility, List.of());
        return new CachedImage(image, identity, load(nanos), nanos);
    }

    private static CachedImage loaded(Identity identity, String name, long start, long end) {
        Image image = new Image("x", name, ImageStatus.ACTIVE, 0, 0, 0, null, null, Visibility.PUBLIC, List.of());
        return new CachedImage(image, identity, load(start), end);
    }
}
