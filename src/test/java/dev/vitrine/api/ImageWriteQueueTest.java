package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.async.ByteBudget;
import dev.vitrine.cache.CacheResult;
import dev.vitrine.cache.CachedImage;
import dev.vitrine.cache.ImageCache;
import dev.vitrine.cache.ListCache;
import dev.vitrine.cache.Who;
import dev.vitrine.codec.ImageDocument;
import dev.vitrine.codec.ListWriter;
import dev.vitrine.config.CacheConfig;
import dev.vitrine.config.CacheConfig.AccessClass;
import dev.vitrine.glance.Records;
import dev.vitrine.model.CacheOutcome;
import dev.vitrine.model.Failure;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.ListQuery;
import dev.vitrine.model.ListQuery.Page;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.View;
import dev.vitrine.model.View.Format;
import dev.vitrine.server.ApiResponse;
import dev.vitrine.testing.Loaders;
import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.ManualEventLoops;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a change does to what is remembered, and in which order. */
class ImageWriteQueueTest {
    private static final Who US = Who.of("a", "member");
    private static final View VIEW = new View(Format.JSON, true, false);
    private static final ImageId ID = ImageId.parse("70a599e0-31e7-49b7-b260-868f441e862b");
    private static final ListCache.Wanted LIST = new ListCache.Wanted(new ListQuery(List.of(), 10, null), VIEW, true);
    private static final CacheConfig SETTINGS = new CacheConfig(
            1 << 20,
            Duration.ofHours(1),
            Duration.ZERO,
            Duration.ofHours(1),
            Duration.ZERO,
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofSeconds(5),
            1 << 20,
            true,
            AccessClass.PROJECT,
            false);

    private final ManualClocks clock = new ManualClocks();
    private final ManualEventLoops loop = new ManualEventLoops(clock);
    private final Image image = Records.imageWith("'colour':'red'");
    private final ImageCache images = new ImageCache(
            loop,
            SETTINGS,
            Duration.ofSeconds(5),
            clock.time(),
            Loaders.images((id, caller) -> Future.succeededFuture(new Outcome.Found<>(image))),
            ImageDocument::of,
            new ByteBudget(1 << 30));
    private final ListCache lists = new ListCache(
            loop,
            SETTINGS,
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            clock.time(),
            Loaders.lists((wanted, caller) ->
                    Future.succeededFuture(new Outcome.Found<>(new ListWriter(VIEW, true).finish(new Page(0, null))))));
    private final ImageWriteQueue changes = new ImageWriteQueue(loop, Duration.ofSeconds(15), images, lists);

    @BeforeEach
    void remember() {
        read();
        list();
    }

    @ParameterizedTest
    @EnumSource
    void howeverItEndsImageAndListsAreForgottenBeforeAnybodyHearsOfIt(Kind end) {
        Promise<Outcome<Image>> answer = Promise.promise();
        Future<CacheOutcome> next =
                changes.send(ID, US.caller().identity(), answer::future).map(outcome -> read());
        assertThat(read()).isEqualTo(CacheOutcome.HIT);
        assertThat(list()).isEqualTo(CacheOutcome.HIT);

        answer.complete(Outcome.failed(end));

        assertThat(next.result()).isEqualTo(CacheOutcome.MISS);
        assertThat(list()).isEqualTo(CacheOutcome.MISS);
    }

    @ParameterizedTest
    @EnumSource(names = {"REFUSED", "TOKEN_REFUSED", "REJECTED", "OVER_QUOTA", "UNAVAILABLE", "NOT_FOUND", "CONFLICT"})
    void changeThatSurelyWasNotMadeInvalidatesNothingOfOthers(Kind end) {
        changes.send(
                ID,
                Who.of("b", "member").caller().identity(),
                () -> Future.succeededFuture(
                        new Outcome.Failed<>(Failure.of(end).notApplied())));

        assertThat(read()).isEqualTo(CacheOutcome.HIT);
        assertThat(list()).isEqualTo(CacheOutcome.HIT);
    }

    @ParameterizedTest
    @EnumSource(names = {"NOT_FOUND", "CONFLICT"})
    void changeThatGlanceRefusesAsIfTheImageWereAnotherMakesItsOwnClassAskAgain(Kind end) {
        changes.send(
                ID,
                US.caller().identity(),
                () -> Future.succeededFuture(
                        new Outcome.Failed<>(Failure.of(end).notApplied())));

        assertThat(read()).isEqualTo(CacheOutcome.REFRESHED);
        assertThat(list()).isEqualTo(CacheOutcome.HIT);
    }

    @Test
    void changeInAnotherSpellingOfTheIdForgetsTheImage() {
        ImageId upper = ImageId.parse(ID.text().toUpperCase(Locale.ROOT));

        changes.send(upper, US.caller().identity(), () -> Future.succeededFuture(new Outcome.Found<>(upper)));

        assertThat(read()).isEqualTo(CacheOutcome.MISS);
        assertThat(read()).isEqualTo(CacheOutcome.HIT);
    }

    @Test
    void changeOfWhichNobodyKnowsTheEndKeepsTheImageFromBeingKept() {
        changes.send(ID, US.caller().identity(), () -> Future.succeededFuture(Outcome.failed(Kind.UNKNOWN_OUTCOME)));

        assertThat(read()).isEqualTo(CacheOutcome.MISS);
        assertThat(read()).isEqualTo(CacheOutcome.MISS);
    }

    @Test
    void bugInAChangeIsAnEndThatNobodyKnows() {
        Future<Outcome<Image>> end = changes.send(ID, US.caller().identity(), () -> {
            throw new IllegalStateException("a bug, for a test");
        });

        assertThat(end.result()).isEqualTo(Outcome.failed(Kind.UNKNOWN_OUTCOME));
        assertThat(read()).isEqualTo(CacheOutcome.MISS);
    }

    @Test
    void changesToOneImageTakeTurnsWhateverTheSpellingOfTheId() {
        Promise<ApiResponse> first = Promise.promise();
        changes.inTurn(ID, US.caller().identity(), first::future, ApiResponse::nothing);
        ImageId upper = ImageId.parse(ID.text().toUpperCase(Locale.ROOT));
        Future<ApiResponse> second = changes.inTurn(
                upper,
                US.caller().identity(),
                () -> Future.succeededFuture(ApiResponse.notModified()),
                ApiResponse::nothing);

        assertThat(second.isComplete()).isFalse();
        first.complete(ApiResponse.nothing());
        assertThat(second.result().status()).isEqualTo(304);
    }

    @Test
    void changeOfAnotherProjectDoesNotWait() {
        changes.inTurn(
                ID, US.caller().identity(), () -> Promise.<ApiResponse>promise().future(), ApiResponse::nothing);

        Future<ApiResponse> theirs = changes.inTurn(
                ID,
                Who.of("b", "member").caller().identity(),
                () -> Future.succeededFuture(ApiResponse.notModified()),
                ApiResponse::nothing);

        assertThat(theirs.result().status()).isEqualTo(304);
    }

    private CacheOutcome read() {
        Future<CacheResult<CachedImage>> read = images.image(ID, US.caller());
        return read.result().cacheOutcome();
    }

    private CacheOutcome list() {
        return lists.list(LIST, US.caller()).result().cacheOutcome();
    }
}
