package dev.vitrine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.cache.ListCache.Wanted;
import dev.vitrine.identity.Caller;
import dev.vitrine.model.CacheOutcome;
import dev.vitrine.model.ListQuery.Page;
import dev.vitrine.model.Listing;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.ManualEventLoops;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists of many images, which are loaded with a token that was validated a while ago. */
class LargeListTest {
    private static final Who US = Who.of("a", "member");
    private static final long CACHE_BYTES = TestCache.settings().listMaxBytes();

    private final ManualClocks clock = new ManualClocks();
    private final ManualEventLoops loop = new ManualEventLoops(clock);
    private final Promise<Boolean> confirmation = Promise.promise();

    private ListCache cache(int bytes) {
        return new ListCache(
                loop, TestCache.settings(), TestCache.TIMEOUT, TestCache.TIMEOUT, clock.time(), new ListCache.Loader() {
                    @Override
                    public Future<Outcome<Listing>> load(
                            Wanted wanted, Caller caller, @Nullable Listing former, Runnable onSent) {
                        ResponseTemplate.Builder template = new ResponseTemplate.Builder();
                        template.out().writeBytes(new byte[bytes]);
                        return Future.succeededFuture(
                                new Outcome.Found<>(new Listing(template.build(), new Page(1, null))));
                    }

                    @Override
                    public Future<Boolean> isClassConfirmed(Caller caller) {
                        return confirmation.future();
                    }
                });
    }

    private static CacheOutcome read(ListCache cache) {
        return cache.list(TestLists.ALL, US.caller()).result().cacheOutcome();
    }

    @ParameterizedTest
    @CsvSource({"100, HIT", "10, HIT", "6, HIT", "5, HIT", "3, MISS"})
    void listIsKeptOnceTheClassIsConfirmedUpToAQuarterOfTheCache(int part, CacheOutcome expected) {
        ListCache cache = cache((int) CACHE_BYTES / part);
        read(cache);

        confirmation.complete(true);

        assertThat(read(cache)).isEqualTo(expected);
    }
}
