package dev.vitrine.cache;

import dev.vitrine.async.ByteBudget;
import dev.vitrine.async.EventLoops;
import dev.vitrine.codec.ImageDocument;
import dev.vitrine.config.CacheConfig;
import dev.vitrine.identity.Caller;
import dev.vitrine.identity.Digest;
import dev.vitrine.identity.Identity;
import dev.vitrine.identity.Token;
import dev.vitrine.model.CacheOutcome;
import dev.vitrine.model.Clocks;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Image;
import dev.vitrine.model.Image.Property;
import dev.vitrine.model.Image.Visibility;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.ImageStatus;
import dev.vitrine.model.ListQuery;
import dev.vitrine.model.ListQuery.Page;
import dev.vitrine.model.Listing;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.PropertyValue;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.ResponseTemplate.Links;
import dev.vitrine.model.View;
import dev.vitrine.model.View.Format;
import dev.vitrine.testing.Loaders;
import io.vertx.core.Future;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Measures, in a process of its own, how much of the heap the caches take when they are full, and what a flood of random
 * ids does to them. Prints one figure a line, {@code name=number}.
 *
 * <p>Nothing that is kept is shared with anything else that is kept, as when it all came from the network.
 */
public final class HeapProbe {
    private static final int CLASSES = 1_000;
    private static final int FILLING = 100_000;
    private static final View VIEW = new View(Format.JSON, true, true);

    private final SplittableRandom random = new SplittableRandom(1);
    private final CacheConfig settings = TestCache.settings();

    private HeapProbe() {}

    /** Takes how many ids the flood has; and how many images are weighed, 20,000 if it is not said. */
    public static void main(String[] args) {
        HeapProbe probe = new HeapProbe();
        probe.weighImages(args.length > 1 ? Integer.parseInt(args[1]) : 20_000);
        probe.fillImages();
        probe.fillLists();
        probe.flood(Long.parseLong(args[0]));
    }

    /** One caller, whose classes all images share, as when its token is cached; the document's links left out. */
    private void weighImages(int images) {
        ImageCache cache = images(TestCache.settings(Math.max(settings.maxBytes(), images * 4096L)));
        Caller caller = caller(0);
        read(cache, id(1), caller, true);
        long before = heap();
        try {
            for (int i = 0; i < images; i++) {
                read(cache, id(1), caller, true);
            }
            print("image", (heap() - before) / images);
            print("image.weight", cache.bytes() / cache.size());
            Image image = ((Outcome.Found<Image>) found(id(1))).value();
            print("image.document", ImageDocument.of(image, VIEW).fill(new Links("", "", "", 0)).length);
        } finally {
            Reference.reachabilityFence(cache);
        }
    }

    private void fillImages() {
        ImageCache cache = images(settings);
        long before = heap();
        try {
            for (int i = 0; i < FILLING; i++) {
                ImageId id = id(i | 1);
                read(cache, id, caller(i), true);
            }
            print("images", heap() - before);
        } finally {
            Reference.reachabilityFence(cache);
        }
    }

    private void fillLists() {
        ListCache cache = lists();
        long before = heap();
        try {
            for (int i = 0; i < FILLING; i++) {
                read(cache, i);
            }
            print("lists", heap() - before);
        } finally {
            Reference.reachabilityFence(cache);
        }
    }

    private void flood(long ids) {
        ImageCache images = images(settings);
        ListCache lists = lists();
        try {
            flood(ids, images, lists);
        } finally {
            Reference.reachabilityFence(images);
            Reference.reachabilityFence(lists);
        }
    }

    private void flood(long ids, ImageCache images, ListCache lists) {
        ImageId hot = id(1);
        long hits = 0;
        long reads = 0;
        read(images, hot, caller(0), true);
        long before = heap();
        for (long i = 0; i < ids; i++) {
            read(images, id(i % 3), caller((int) (i % CLASSES)), i % 2 == 0);
            if (i % 10 == 0) {
                CacheOutcome outcome = read(images, hot, caller(0), true);
                hits += outcome == CacheOutcome.HIT || outcome == CacheOutcome.STALE ? 1 : 0;
                reads++;
                read(lists, (int) i);
            }
        }
        print("before", before);
        print("after", heap());
        print("hot.reads", reads);
        print("hot.hits", hits);
    }

    private static ImageCache images(CacheConfig settings) {
        return new ImageCache(
                new ImmediateEventLoops(),
                settings,
                TestCache.TIMEOUT,
                Clocks.system(),
                Loaders.images((id, caller) ->
                        Future.succeededFuture(isAbsent(id) ? Outcome.failed(Kind.NOT_FOUND) : found(id))),
                ImageDocument::of,
                new ByteBudget(1 << 30));
    }

    private ListCache lists() {
        return new ListCache(
                new ImmediateEventLoops(),
                settings,
                TestCache.TIMEOUT,
                TestCache.TIMEOUT,
                Clocks.system(),
                Loaders.lists((wanted, caller) -> Future.succeededFuture(new Outcome.Found<>(listing()))));
    }

    private static CacheOutcome read(ImageCache cache, ImageId id, Caller caller, boolean shows) {
        CacheResult<CachedImage> result = cache.image(id, caller).result();
        if (shows && result.outcome() instanceof Outcome.Found<CachedImage> found) {
            cache.renderedDocument(found.value(), VIEW, caller.identity()).result();
        }
        return result.cacheOutcome();
    }

    private void read(ListCache cache, int number) {
        List<ListQuery.Filter> filters = List.of(new ListQuery.Filter("name", fresh("image-", number)));
        ListQuery query = new ListQuery(filters, 1000, id(1));
        cache.list(new ListCache.Wanted(query, VIEW, true), caller(number)).result();
    }

    /** Returns a new id; there is no image if the number is 0. */
    private ImageId id(long number) {
        String text = new UUID(random.nextLong(), random.nextLong()).toString();
        return ImageId.parse(text.substring(0, 35) + (number == 0 ? '0' : '1'));
    }

    private static boolean isAbsent(ImageId id) {
        return id.text().charAt(35) == '0';
    }

    private static Caller caller(int number) {
        long mixed = (number % CLASSES) * 0x9E3779B97F4A7C15L;
        Identity identity = new Identity(
                new Identity.Project.Of(("project-" + number % CLASSES).intern()),
                new Digest(mixed, 1, 1, 1),
                new Digest(mixed, 2, 2, 2),
                Instant.MAX,
                null);
        return new Caller(identity, new Token("token"), "req-1");
    }

    /** Returns an image such as clouds have, with six properties. */
    private static Outcome<Image> found(ImageId id) {
        List<Property> properties = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            properties.add(new Property(fresh("hw_property_", i), new PropertyValue.Text(fresh("virtio-scsi-", i))));
        }
        return new Outcome.Found<>(new Image(
                fresh(id.text(), null),
                fresh("ubuntu-24.04-server-", 7),
                ImageStatus.ACTIVE,
                512,
                10,
                74185822,
                fresh("2011-01-01T01:02:03Z", null),
                fresh("2011-01-01T01:02:03Z", null),
                Visibility.PUBLIC,
                properties));
    }

    /** Returns a list that is as short as one that takes what it is counted as: it takes the most of all for its weight. */
    private Listing listing() {
        ResponseTemplate.Builder template = new ResponseTemplate.Builder();
        template.out().writeBytes(new byte[(int) settings.listMaxBytes() / 4_096]);
        return new Listing(template.build(), new Page(0, null));
    }

    private static String fresh(String text, Object number) {
        byte[] bytes = (text + (number == null ? "" : number)).getBytes(StandardCharsets.UTF_8);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void print(String name, long number) {
        System.out.println(name + "=" + number);
    }

    /** Returns the bytes of all objects that a full collection leaves. What it does not move may be in use beside them. */
    private static long heap() {
        Matcher total = Pattern.compile("Total +\\d+ +(\\d+)").matcher(histogram());
        if (!total.find()) {
            throw new IllegalStateException("a histogram without a total");
        }
        return Long.parseLong(total.group(1));
    }

    private static String histogram() {
        try {
            return (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Event loops on which nothing waits, since every load ends at once. */
    private static final class ImmediateEventLoops implements EventLoops {
        @Override
        public <T> Future<T> within(Duration timeout, CompletionStage<T> stage) {
            return Future.fromCompletionStage(stage);
        }

        @Override
        public void defer(Runnable task) {
            task.run();
        }

        @Override
        public <T> Future<T> executeBlocking(Callable<T> work) {
            throw new AssertionError("no image here is that large");
        }
    }
}
