package dev.vitrine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.cache.SimulatedGlance.Version;
import dev.vitrine.identity.Caller;
import dev.vitrine.identity.Identity;
import dev.vitrine.model.CacheOutcome;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Image.Visibility;
import dev.vitrine.model.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No caller sees, or learns the existence of, what Glance would not show it, whichever caller asked before. */
class AccessClassTest {
    private static final Who OWNER = Who.of("a", "member");
    private static final Who STRANGER = Who.of("b", "member");
    private static final Who ADMIN = Who.of("c", "admin");
    private final TestCache test = new TestCache();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void privateImageIsItsOwnersWhicheverCallerAsksFirst(boolean strangerFirst) {
        test.with(Visibility.PRIVATE, "a");

        if (strangerFirst) {
            assertThat(test.seen(STRANGER)).isEqualTo("NOT_FOUND");
        }
        assertThat(test.seen(OWNER)).isEqualTo("v1");
        assertThat(test.seen(STRANGER)).isEqualTo("NOT_FOUND");
        assertThat(test.seen(OWNER)).isEqualTo("v1");
        assertThat(test.glance.calls()).isEqualTo(2);
    }

    @Test
    void whatAnAdminIsShownIsNotShownToMembers() {
        test.with(Visibility.PRIVATE, "a");

        assertThat(test.seen(ADMIN)).isEqualTo("v1");
        assertThat(test.seen(STRANGER)).isEqualTo("NOT_FOUND");
        assertThat(test.seen(ADMIN)).isEqualTo("v1");
    }

    @Test
    void refusalOfARoleIsThatRolesAlone() {
        test.with(Visibility.PUBLIC, "a");

        assertThat(test.seen(Who.of("a", "guest"))).isEqualTo("REFUSED");
        assertThat(test.seen(OWNER)).isEqualTo("v1");
        assertThat(test.seen(Who.of("a", "guest"))).isEqualTo("REFUSED");
        assertThat(test.cacheOutcome(Who.of("a", "guest"))).isEqualTo(CacheOutcome.NEGATIVE);
    }

    @Test
    void readersAndMembersOfOneProjectAreAskedForEach() {
        test.with(Visibility.PRIVATE, "a");

        test.seen(Who.of("a", "reader"));
        test.seen(Who.of("a", "member"));

        assertThat(test.glance.calls()).isEqualTo(2);
    }

    @Test
    void oneUserInTwoProjectsIsTwoCallers() {
        test.with(Visibility.PRIVATE, "a");

        assertThat(test.seen(Who.of("a", "member").with("of one user"))).isEqualTo("v1");
        assertThat(test.seen(Who.of("b", "member").with("of one user"))).isEqualTo("NOT_FOUND");
    }

    @Test
    void formerMemberSeesNothingAfterTheEvent() {
        test.with(Visibility.SHARED, "a");
        share("b");
        assertThat(test.seen(STRANGER)).isEqualTo("v1");
        assertThat(test.seen(Who.of("d", "member"))).isEqualTo("NOT_FOUND");

        share("b");
        test.cache.invalidate(TestCache.ID);

        assertThat(test.seen(STRANGER)).isEqualTo("NOT_FOUND");
        assertThat(test.seen(OWNER)).isEqualTo("v1");
    }

    @Test
    void formerMemberSeesNothingAfterTenSecondsWithoutEvents() {
        test.with(Visibility.SHARED, "a");
        share("b");
        test.seen(STRANGER);
        share("b");

        test.loop.pass(Duration.ofSeconds(10));

        assertThat(test.seen(STRANGER)).isEqualTo("NOT_FOUND");
    }

    @Test
    void imageThatIsNoLongerPublicIsGoneForOthersOnTheNextRead() {
        test.with(Visibility.PUBLIC, "a");
        assertThat(test.seen(STRANGER)).isEqualTo("v1");
        test.loop.pass(Duration.ofSeconds(6));
        test.glance.hold();
        assertThat(test.cacheOutcome(STRANGER)).isEqualTo(CacheOutcome.STALE);

        close();
        test.cache.invalidate(TestCache.ID);
        test.glance.release();

        assertThat(test.seen(STRANGER)).isEqualTo("NOT_FOUND");
    }

    @Test
    void imageThatIsNoLongerPublicIsNotServedEvenWhileGlanceIsDown() {
        test.with(Visibility.PUBLIC, "a");
        test.seen(STRANGER);

        close();
        test.cache.invalidate(TestCache.ID);
        test.glance.fail(Kind.UNAVAILABLE);

        assertThat(test.seen(STRANGER)).isEqualTo("UNAVAILABLE");
    }

    @ParameterizedTest
    @EnumSource(names = {"PRIVATE", "SHARED"})
    void loadOfAClosedImageReplacesTheOpenVariantsOfOtherClasses(Visibility closed) {
        test.with(Visibility.PUBLIC, "a");
        test.seen(Who.of("b", "reader"));
        test.glance.put(TestCache.ID, test.glance.version(TestCache.ID).now(closed));
        test.seen(OWNER);

        test.glance.fail(Kind.UNAVAILABLE);

        assertThat(test.seen(Who.of("b", "reader"))).isEqualTo("UNAVAILABLE");
        assertThat(test.seen(OWNER)).isEqualTo("v2");
    }

    @Test
    void propertyHiddenFromARoleIsNeverShownToItWhicheverCallerLoadedFirst() {
        List<String> roles = List.of("admin", "member", "reader", "service", "auditor", "creator");
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            TestCache fresh = new TestCache();
            fresh.glance.put(
                    TestCache.ID, Version.of(Visibility.PUBLIC, "a").hiddenFrom("member", "auditor", "creator"));
            List<Who> order = new ArrayList<>();
            roles.forEach(role -> order.addAll(List.of(Who.of("a", role), Who.of("b", role))));
            Collections.shuffle(order, random);

            for (Who who : order) {
                boolean shown = !properties(fresh, who).isEmpty();
                assertThat(shown)
                        .as("seed %d, round %d, %s", seed, round, who)
                        .isEqualTo(List.of("admin", "reader", "service").contains(who.role()));
            }
            assertThat(fresh.glance.calls()).isEqualTo(roles.size());
        }
    }

    @Test
    void openImagesAreAskedForOncePerSetOfRoles() {
        test.with(Visibility.COMMUNITY, "a");

        for (String project : List.of("a", "b", "c", "d")) {
            for (String role : List.of("member", "reader")) {
                test.seen(Who.of(project, role));
            }
        }

        assertThat(test.glance.calls()).isEqualTo(2);
    }

    @Test
    void openImagesAreAskedForOncePerClassWhereSharingIsOff() {
        test.with(Visibility.COMMUNITY, "a");

        for (Who who : List.of(OWNER, STRANGER, OWNER, STRANGER)) {
            Identity shared = who.identity();
            Identity alone =
                    new Identity(shared.project(), shared.accessClass(), null, shared.expires(), shared.accessRules());
            Caller caller = new Caller(alone, who.caller().token(), "req-1");
            assertThat(test.cache.image(TestCache.ID, caller).result().outcome())
                    .isInstanceOf(Outcome.Found.class);
        }

        assertThat(test.glance.calls()).isEqualTo(2);
    }

    private void share(String member) {
        test.glance.put(TestCache.ID, test.glance.version(TestCache.ID).toggling(member));
    }

    private void close() {
        test.glance.put(TestCache.ID, test.glance.version(TestCache.ID).now(Visibility.PRIVATE));
    }

    private static List<?> properties(TestCache test, Who who) {
        return ((Outcome.Found<CachedImage>) test.read(who).result().outcome())
                .value()
                .image()
                .metadata();
    }
}
