package dev.vitrine.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.cache.ListCache.Wanted;
import dev.vitrine.identity.Caller;
import dev.vitrine.model.Image;
import dev.vitrine.model.Image.Visibility;
import dev.vitrine.model.ImageStatus;
import dev.vitrine.model.ListQuery;
import dev.vitrine.model.ListQuery.Filter;
import dev.vitrine.model.ListQuery.Page;
import dev.vitrine.model.Listing;
import dev.vitrine.model.Listing.KnownRecord;
import dev.vitrine.model.Listing.KnownRecords;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.View;
import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.ManualEventLoops;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which list is given to a load, so that it copies from its document what Glance sends again. */
class FormerListTest implements ListCache.Loader {
    private static final Wanted ALL = wanted(List.of(), View.ALL.get(0), true);
    private static final Who ALICE = Who.of("p", "member");

    private final ManualClocks clock = new ManualClocks();
    private final ManualEventLoops loop = new ManualEventLoops(clock);
    private final ListCache cache =
            new ListCache(loop, TestCache.settings(), TestCache.TIMEOUT, TestCache.TIMEOUT, clock.time(), this);
    private final List<@Nullable Listing> formers = new ArrayList<>();
    private final List<Listing> loaded = new ArrayList<>();
    private int recordBytes = 100;
    private boolean isForTokenAlone;

    private static Wanted wanted(List<Filter> compared, View view, boolean detail) {
        return new Wanted(new ListQuery(List.of(), compared, 1_000, null), view, detail);
    }

    @Override
    public Future<Outcome<Listing>> load(Wanted wanted, Caller caller, @Nullable Listing former, Runnable onSent) {
        formers.add(former);
        ResponseTemplate.Builder template = new ResponseTemplate.Builder();
        template.writeBytes("list".getBytes(US_ASCII));
        Image image = new Image("x", null, ImageStatus.ACTIVE, 0, 0, 0, null, null, Visibility.PUBLIC, List.of(), null);
        KnownRecords records =
                KnownRecords.of(List.of(new KnownRecord(new byte[recordBytes], image)), new int[] {0, 4});
        Listing listing = new Listing(template.build(), new Page(1, "x")).withRecords(records);
        loaded.add(isForTokenAlone ? listing.forTokenAlone() : listing);
        return Future.succeededFuture(new Outcome.Found<>(loaded.get(loaded.size() - 1)));
    }

    @Override
    public Future<Boolean> isClassConfirmed(Caller caller) {
        return Future.succeededFuture(true);
    }

    private Listing read(Wanted wanted, Who who) {
        return ((Outcome.Found<Listing>)
                        cache.list(wanted, who.caller()).result().outcome())
                .value();
    }

    @Test
    void aListThatIsLoadedAgainGetsTheOneBeforeHoweverItEnded() {
        read(ALL, ALICE);
        cache.invalidateAll();
        read(ALL, ALICE);
        cache.requireRevalidation();
        read(ALL, ALICE.with("2"));

        assertThat(formers).containsExactly(null, loaded.get(0), loaded.get(1));
    }

    @Test
    void whoWaitsForAListGetsItWithoutRecords() {
        assertThat(read(ALL, ALICE).records()).isSameAs(KnownRecords.NONE);
        assertThat(loaded.get(0).records()).isNotSameAs(KnownRecords.NONE);
    }

    @Test
    void aListOfAnotherQueryOrViewOrDetailGetsNone() {
        read(ALL, ALICE);
        for (View view : View.ALL.subList(1, View.COUNT)) {
            read(wanted(List.of(), view, true), ALICE);
        }
        read(wanted(List.of(), View.ALL.get(0), false), ALICE);
        read(wanted(List.of(new Filter("a", "b")), View.ALL.get(0), true), ALICE);

        assertThat(formers).hasSize(View.COUNT + 2).containsOnlyNulls();
    }

    @Test
    void aCallerOfAnotherClassGetsNone() {
        read(ALL, ALICE);
        read(ALL, Who.of("q", "member"));
        read(ALL, Who.of("p", "admin"));

        assertThat(formers).hasSize(3).containsOnlyNulls();
    }

    @Test
    void aListForATokenAloneIsGivenToItAlone() {
        isForTokenAlone = true;
        read(ALL, ALICE);
        read(ALL, ALICE.with("2"));
        cache.invalidateAll();
        read(ALL, ALICE);

        assertThat(formers).containsExactly(null, null, loaded.get(0));
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 16 << 20})
    void aListIsCachedWithoutRecordsThatAreTooLarge(int bytes) {
        recordBytes = bytes;
        read(ALL, ALICE);

        Listing cached = read(ALL, ALICE);

        assertThat(formers).hasSize(1);
        assertThat(cached.records().weight())
                .isEqualTo(bytes == 100 ? cached.weight() - cached.document().weight() : 0);
        assertThat(cached.records() == KnownRecords.NONE).isEqualTo(bytes != 100);
    }
}
