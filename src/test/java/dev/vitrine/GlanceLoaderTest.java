package dev.vitrine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.async.ByteBudget;
import dev.vitrine.cache.ListCache.Wanted;
import dev.vitrine.glance.ImageBackend;
import dev.vitrine.glance.PropertyChange;
import dev.vitrine.glance.Records;
import dev.vitrine.identity.Caller;
import dev.vitrine.identity.Digest;
import dev.vitrine.identity.Identity;
import dev.vitrine.identity.Token;
import dev.vitrine.identity.TokenValidation;
import dev.vitrine.keystone.TokenValidator;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.ListQuery;
import dev.vitrine.model.ListQuery.Page;
import dev.vitrine.model.Listing;
import dev.vitrine.model.Listing.RecordCursor;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.View;
import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.ManualEventLoops;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A list of a shared image of another project: each of its two pages waits for its turn at Glance. */
class GlanceLoaderTest {
    private static final Wanted WANTED = new Wanted(new ListQuery(List.of(), 10, null), View.ALL.get(0), true);
    private static final Image SHARED = Records.imageWith("'visibility':'shared','owner':'q'");
    private static final byte[] RECORD = {',', ' ', '{', '}'};
    private static final Caller CALLER = new Caller(
            new Identity(new Identity.Project.Of("p"), Digest.of("class"), Digest.of("roles"), Instant.MAX, null),
            new Token("t"),
            "req-1");

    private boolean isClassRecent;

    /** Tells whether the class is recent, and nothing else. */
    private final class Tokens implements TokenValidator {
        @Override
        public Future<TokenValidation> validate(@Nullable Token token, String requestId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Future<TokenValidation> revalidate(Token token, String requestId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public @Nullable TokenValidation cached(@Nullable Token token) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isClassRecent(Caller caller) {
            return isClassRecent;
        }
    }

    /** Has two pages with an image each. */
    private record Glance(Runnable beforeFirst, Runnable beforeSecond) implements ImageBackend {
        @Override
        public Future<Outcome<Image>> image(ImageId id, Caller caller) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Future<Outcome<Page>> images(ListQuery query, Caller caller, Listed images) {
            for (Runnable before : List.of(beforeFirst, beforeSecond)) {
                before.run();
                images.onSent();
                int known = Objects.requireNonNull(images.known()).match(RECORD, 0);
                if (known == RecordCursor.NONE) {
                    images.image(SHARED, RECORD.clone());
                } else {
                    images.known(known);
                }
            }
            return Future.succeededFuture(new Outcome.Found<>(new Page(2, SHARED.id())));
        }

        @Override
        public Future<Outcome<Image>> change(ImageId id, List<PropertyChange> changes, Caller caller) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Future<Outcome<ImageId>> delete(ImageId id, Caller caller) {
            throw new UnsupportedOperationException();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "true, true, true, false",
        "false, true, true, false",
        "true, false, true, true",
        "true, true, false, true",
        "true, false, false, true"
    })
    void aListIsForTheTokenAloneUnlessTheClassIsRecentWhenGlanceIsAskedForEachPage(
            boolean atFirst, boolean beforeFirst, boolean beforeSecond, boolean isForTokenAlone) {
        isClassRecent = atFirst;
        Glance glance = new Glance(() -> isClassRecent = beforeFirst, () -> isClassRecent = beforeSecond);
        AtomicInteger sent = new AtomicInteger();
        GlanceLoader loader = new GlanceLoader(
                new ManualEventLoops(new ManualClocks()), glance, new Tokens(), new ByteBudget(1 << 20));

        Listing list = found(loader.load(WANTED, CALLER, null, sent::incrementAndGet));
        isClassRecent = atFirst;
        Listing again = found(loader.load(WANTED, CALLER, list, sent::incrementAndGet));

        assertThat(list.isForTokenAlone()).isEqualTo(isForTokenAlone);
        assertThat(again.isForTokenAlone()).isEqualTo(isForTokenAlone);
        assertThat(again.document()).isSameAs(list.document());
        assertThat(sent).hasValue(4);
    }

    private static Listing found(Future<Outcome<Listing>> list) {
        return ((Outcome.Found<Listing>) list.result()).value();
    }
}
