package dev.vitrine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.identity.Caller;
import dev.vitrine.model.CacheOutcome;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.ListQuery;
import dev.vitrine.model.ListQuery.Page;
import dev.vitrine.model.Listing;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.ResponseTemplate.Links;
import dev.vitrine.model.View;
import dev.vitrine.model.View.Format;
import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.ManualEventLoops;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A cache of lists in front of a simulated Glance, on a loop turned by hand, with its default settings. */
final class TestLists implements ListCache.Loader {
    static final ListCache.Wanted ALL = wanted(List.of());

    final ManualClocks clock = new ManualClocks();
    final ManualEventLoops loop = new ManualEventLoops(clock);
    final SimulatedGlance glance = new SimulatedGlance();
    final ListCache cache;

    /** Whether Glance is asked for two pages of each list. */
    boolean isAskedTwice;

    /** When a list may be asked for. */
    Future<Void> turn = Future.succeededFuture();

    /** Whether Keystone says that callers are still of their class. */
    Future<Boolean> isClassConfirmed = Future.succeededFuture(true);

    TestLists() {
        this(TestCache.TIMEOUT);
    }

    /** Callers that may be served a stale list wait until the timeout of images. */
    TestLists(Duration timeout) {
        cache = new ListCache(loop, TestCache.settings(), timeout, TestCache.TIMEOUT, clock.time(), this);
    }

    static ListCache.Wanted wanted(List<ListQuery.Filter> filters) {
        return new ListCache.Wanted(new ListQuery(filters, 1000, null), new View(Format.JSON, true, false), true);
    }

    @Override
    public Future<Outcome<Listing>> load(
            ListCache.Wanted wanted, Caller caller, @Nullable Listing former, Runnable onSent) {
        return turn.compose(go -> {
                    onSent.run();
                    Future<Outcome<List<Image>>> first = glance.list(caller);
                    return isAskedTwice ? first.compose(page -> askAgain(first, caller, onSent)) : first;
                })
                .map(outcome -> outcome.map(images -> listing(images, caller, true)));
    }

    /** Asks for a second page, which has nothing more. */
    private Future<Outcome<List<Image>>> askAgain(Future<Outcome<List<Image>>> first, Caller caller, Runnable onSent) {
        onSent.run();
        return glance.list(caller).compose(end -> first);
    }

    @Override
    public Future<Boolean> isClassConfirmed(Caller caller) {
        return isClassConfirmed;
    }

    /** Returns a list as the gateway's loader makes it, with a simple document. */
    static Listing listing(List<Image> images, Caller caller, boolean isClassRecent) {
        ResponseTemplate.Builder template = new ResponseTemplate.Builder();
        template.out().writeBytes(text(images).getBytes(StandardCharsets.UTF_8));
        Listing listing = new Listing(template.build(), new Page(images.size(), null));
        return images.stream().anyMatch(image -> image.isForTokenAlone(caller.identity(), isClassRecent))
                ? listing.forTokenAlone()
                : listing;
    }

    /** Returns what is compared of a list. */
    static String text(List<Image> images) {
        return images.stream()
                .map(image -> image.id().charAt(0) + ":" + image.name() + " " + image.visibility() + image.metadata())
                .collect(Collectors.joining(", ", "[", "]"));
    }

    /** Returns what a list shows, or why there is none. */
    static String shown(Outcome<Listing> outcome) {
        return outcome instanceof Outcome.Found<Listing> found
                ? new String(found.value().document().fill(new Links("", "", "", 0)), StandardCharsets.UTF_8)
                : ((Outcome.Failed<Listing>) outcome).failure().kind().toString();
    }

    void put(String id, SimulatedGlance.Version version) {
        glance.put(ImageId.parse(id), version);
    }

    void pass(Duration time) {
        loop.pass(time);
    }

    Future<CacheResult<Listing>> read(Who who) {
        return read(cache, who.caller());
    }

    /** Reads the list, and checks that it is answered before the Router if and only if the Router would answer a hit. */
    static Future<CacheResult<Listing>> read(ListCache cache, Caller caller) {
        Listing fresh = cache.fresh(ALL, caller.identity());
        Future<CacheResult<Listing>> read = cache.list(ALL, caller);
        boolean isHit = read.isComplete() && read.result().cacheOutcome() == CacheOutcome.HIT;
        Listing hit = isHit ? ((Outcome.Found<Listing>) read.result().outcome()).value() : null;
        assertThat(fresh).as("what is answered before the Router").isSameAs(hit);
        return read;
    }

    /** Reads the list, and returns what it shows, or why there is none; "..." if there is no answer yet. */
    String seen(Who who) {
        return seen(read(who));
    }

    static String seen(Future<CacheResult<Listing>> read) {
        return read.isComplete() ? shown(read.result().outcome()) : "...";
    }

    /** Reads the list, and returns how the cache came by the response. */
    CacheOutcome how(Who who) {
        return read(who).result().cacheOutcome();
    }
}
