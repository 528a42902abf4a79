package dev.vitrine.cache;

import dev.vitrine.cache.SimulatedGlance.Question;
import dev.vitrine.cache.SimulatedGlance.Version;
import dev.vitrine.model.CacheOutcome;
import dev.vitrine.model.Failure;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Image;
import dev.vitrine.model.Image.Visibility;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Listing;
import dev.vitrine.model.Outcome;
import dev.vitrine.testing.ManualClocks;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Two gateways, one Glance, four classes of callers, three of which share what is public, a caller that becomes an admin and
 * a member again, four images; what happens next is drawn by lot.
 */
final class ModelCloud {
    private static final List<Who> CALLERS =
            List.of(Who.of("a", "member"), Who.of("b", "member"), Who.of("c", "auditor"), Who.of("d", "member"));

    /** A member of a project of theirs whose role changes while its token is cached. */
    private static final Who CHANGING = Who.of("b", "member").with("changing");

    private static final List<Who> READERS =
            Stream.concat(CALLERS.stream(), Stream.of(CHANGING)).toList();
    private static final List<ImageId> IDS = List.of(
            ImageId.parse("00000000-0000-4000-8000-000000000000"),
            ImageId.parse("11111111-0000-4000-8000-000000000000"),
            ImageId.parse("22222222-0000-4000-8000-000000000000"),
            ImageId.parse("33333333-0000-4000-8000-000000000000"));

    private final Random random;
    private final Tally tally;
    private final ManualClocks clock = new ManualClocks();
    private final SimulatedGlance glance = new SimulatedGlance();
    private final ModelHistory history = new ModelHistory();
    private final List<ModelGateway> gateways = List.of(gateway(), gateway());
    private final Map<Question, Long> since = new HashMap<>();
    private final List<Write> writes = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();

    /** How often each kind of answer came. */
    static final class Tally {
        private final Map<CacheOutcome, Integer> counts = new EnumMap<>(CacheOutcome.class);
        private final Map<CacheOutcome, Integer> listCounts = new EnumMap<>(CacheOutcome.class);

        void note(CacheOutcome outcome) {
            counts.merge(outcome, 1, Integer::sum);
        }

        void noteList(CacheOutcome outcome) {
            listCounts.merge(outcome, 1, Integer::sum);
        }

        Map<CacheOutcome, Integer> counts() {
            return counts;
        }

        Map<CacheOutcome, Integer> listCounts() {
            return listCounts;
        }
    }

    /** A change on its way through a gateway; it is made in Glance before it is answered, or after, or never. */
    private record Write(ModelGateway gateway, ImageWrite change, Who who, boolean made, long begun) {
        ImageId id() {
            return change.id();
        }
    }

    private record Event(ModelGateway gateway, ImageId id) {}

    ModelCloud(Random random, Tally tally) {
        this.random = random;
        this.tally = tally;
        glance.hold();
        // The last one does not exist yet.
        for (ImageId id : IDS.subList(0, 3)) {
            commit(id, Version.of(oneOf(List.of(Visibility.values())), "a").hiddenFrom("auditor"));
        }
    }

    private ModelGateway gateway() {
        return new ModelGateway(clock, glance);
    }

    List<String> violations() {
        return violations;
    }

    void step() {
        // No two steps happen at the same time, so that times tell what came first.
        clock.pass(Duration.ofNanos(1));
        switch (random.nextInt(30)) {
            case 0, 1, 2, 3, 4, 5 -> read();
            case 6, 7, 8, 9 -> answer();
            case 10 -> fail();
            case 11 -> beginWrite();
            case 12 -> endWrite();
            case 13 -> commit(oneOf(IDS), null);
            case 14, 15 -> deliver();
            case 16 -> loseEvents();
            case 17 -> glance.assign(CHANGING, oneOf(List.of("admin", "member")));
            case 18 -> oneOf(gateways).confirm();
            case 19, 20 -> readAgain();
            case 21 -> readAtOnce();
            case 22, 23, 24 -> readList(oneOf(gateways), oneOf(READERS));
            case 25 -> pollList();
            case 26 -> queueOrAdmit();
            default -> pass();
        }
        gateways.forEach(this::checkOrder);
    }

    /** What is kept for a caller never becomes older: of two loads that overlap, the later begun is not the later state. */
    private void checkOrder(ModelGateway gateway) {
        for (ImageId id : IDS) {
            for (Who who : CALLERS) {
                if (gateway.hasGoneBack(id, who)) {
                    violations.add("%s is kept for %s in an older state than before".formatted(id, who));
                }
            }
        }
    }

    private void read() {
        ModelGateway gateway = oneOf(gateways);
        Who who = oneOf(READERS);
        ImageId id = oneOf(IDS);
        // A member of a shared image is a class like any other: within five seconds its admin is taken for one.
        if (isAdminOfShared(who, id)) {
            return;
        }
        long start = now();
        int before = glance.calls();
        Future<CacheResult<CachedImage>> read = gateway.cache().image(id, gateway.caller(who));
        if (glance.calls() > before && random.nextBoolean()) {
            glance.asked().get(before).answer();
        }
        read.onSuccess(result -> check(gateway, who, id, start, result));
    }

    /**
     * Several projects load one image, which changes meanwhile: Glance may read for each before or after, and answer in any
     * order.
     */
    private void readAtOnce() {
        ModelGateway gateway = oneOf(gateways);
        ImageId id = oneOf(IDS);
        int before = glance.calls();
        for (Who who : CALLERS) {
            if (random.nextInt(4) > 0) {
                clock.pass(Duration.ofNanos(1));
                read(gateway, who, id);
            }
        }
        commit(id, null);
        List<Question> asked = new ArrayList<>(glance.asked().subList(before, glance.calls()));
        Collections.shuffle(asked, random);
        for (Question question : asked) {
            clock.pass(Duration.ofNanos(1));
            if (random.nextBoolean()) {
                glance.readAgain(question);
            }
            question.answer();
            gateway.confirm();
            checkOrder(gateway);
        }
    }

    /** Glance has as many lists to answer as it may have, and others wait; or those that wait are asked for. */
    private void queueOrAdmit() {
        ModelGateway gateway = oneOf(gateways);
        if (random.nextInt(4) == 0) {
            gateway.queue();
        } else {
            gateway.admit(who -> !isAdminOfShared(who, SimulatedGlance.LIST));
        }
    }

    /** One client asks again and again: without this a list is seldom read while it is kept. */
    private void pollList() {
        ModelGateway gateway = oneOf(gateways);
        Who who = oneOf(READERS);
        for (int reads = 0; reads < 3; reads++) {
            readList(gateway, who);
            answer();
            pass();
        }
    }

    private void readList(ModelGateway gateway, Who who) {
        if (isAdminOfShared(who, SimulatedGlance.LIST)) {
            return;
        }
        long start = now();
        int before = glance.calls();
        Future<CacheResult<Listing>> read = TestLists.read(gateway.lists(), gateway.caller(who));
        if (glance.calls() > before && random.nextBoolean()) {
            glance.asked().get(before).answer();
        }
        read.onSuccess(result -> checkList(gateway, who, start, result));
    }

    private void read(ModelGateway gateway, Who who, ImageId id) {
        long start = now();
        gateway.cache().image(id, gateway.caller(who)).onSuccess(result -> check(gateway, who, id, start, result));
    }

    private boolean isAdminOfShared(Who who, ImageId asked) {
        List<ImageId> ids = asked.equals(SimulatedGlance.LIST) ? IDS : List.of(asked);
        return who.equals(CHANGING) && ids.stream().anyMatch(id -> isShared(glance.version(id)));
    }

    private static boolean isShared(@Nullable Version version) {
        return version != null && version.visibility() == Visibility.SHARED;
    }

    private void answer() {
        Question question = anyOpen();
        if (question != null) {
            question.answer();
        }
    }

    /** Glance reads its database for some question later than for others. */
    private void readAgain() {
        Question question = anyOpen();
        if (question != null && !isAdminOfShared(question.who(), question.id())) {
            glance.readAgain(question);
        }
    }

    private void fail() {
        Question question = anyOpen();
        if (question != null) {
            fail(question, random.nextBoolean() ? Kind.UNAVAILABLE : Kind.INVALID_RESPONSE);
        }
    }

    private void fail(Question question, Kind kind) {
        gateways.forEach(gateway -> gateway.failed(question.id(), now()));
        question.fail(kind);
    }

    private List<Question> open() {
        return glance.asked().stream().filter(Question::isOpen).toList();
    }

    private @Nullable Question anyOpen() {
        List<Question> open = open();
        return open.isEmpty() ? null : oneOf(open);
    }

    private void beginWrite() {
        ModelGateway gateway = oneOf(gateways);
        Who who = oneOf(CALLERS);
        ImageId id = oneOf(IDS);
        boolean made = random.nextBoolean();
        writes.add(new Write(
                gateway, gateway.cache().beginWrite(id, gateway.caller(who).identity()), who, made, now()));
        if (made) {
            commit(id, null);
        }
    }

    /** The answer shows the image as it was when it was read, which another change may have made old. */
    private void endWrite() {
        if (writes.isEmpty()) {
            return;
        }
        Write write = writes.remove(random.nextInt(writes.size()));
        if (!write.made && random.nextBoolean()) {
            refuse(write);
            return;
        }
        Version stored = glance.version(write.id());
        if (random.nextInt(3) == 0) {
            endWrite(write, Outcome.failed(Kind.UNKNOWN_OUTCOME));
            write.gateway.unsure(write.id(), now());
        } else {
            Outcome<Image> end = stored == null
                    ? Outcome.failed(Kind.NOT_FOUND)
                    : new Outcome.Found<>(SimulatedGlance.image(write.id(), stored, "member"));
            if (random.nextBoolean()) {
                commit(write.id(), null);
            }
            endWrite(write, end);
        }
        write.gateway.invalidated(write.id(), now());
        write.gateway.written(now());
    }

    private static void endWrite(Write write, Outcome<Image> outcome) {
        write.gateway.cache().endWrite(write.change, outcome);
        write.gateway.lists().endWrite(outcome);
    }

    /**
     * Glance refuses a change, which takes nothing from other classes; unless a load was waiting for its end that contradicts
     * what they are served.
     */
    private void refuse(Write write) {
        Kind kind = oneOf(List.of(Kind.REFUSED, Kind.NOT_FOUND, Kind.CONFLICT, Kind.UNAVAILABLE));
        List<Who> served = CALLERS.stream()
                .filter(who -> write.gateway.isFresh(write.id(), who))
                .toList();
        endWrite(write, new Outcome.Failed<>(Failure.of(kind).notApplied()));
        boolean isRevalidated = kind == Kind.NOT_FOUND || kind == Kind.CONFLICT;
        if (write.gateway.hasLoaded(write.id(), write.begun)) {
            return;
        }
        for (Who who : served) {
            boolean isOwn = isRevalidated && who.equals(write.who);
            if (write.gateway.isFresh(write.id(), who) == isOwn) {
                violations.add("%s by %s left %s fresh for %s: %s".formatted(kind, write.who, write.id(), who, isOwn));
            }
        }
    }

    /** Changes an image in Glance, of which an event goes to each gateway; null for some change drawn by lot. */
    private void commit(ImageId id, @Nullable Version to) {
        Version now = glance.version(id);
        Version next = to != null
                ? to
                : now == null
                        ? Version.of(Visibility.SHARED, "a").hiddenFrom("auditor")
                        : switch (random.nextInt(4)) {
                            case 0 -> now.now(oneOf(List.of(Visibility.values())));
                            case 1 -> now.toggling("b");
                            default -> now.changed();
                        };
        glance.put(id, next);
        history.put(id, now(), next);
        gateways.forEach(gateway -> events.add(new Event(gateway, id)));
    }

    private void deliver() {
        if (!events.isEmpty()) {
            Event event = events.remove(random.nextInt(events.size()));
            event.gateway.cache().invalidate(event.id);
            event.gateway.lists().invalidateThrottled();
            event.gateway.invalidated(event.id, now());
            event.gateway.notified(now());
        }
    }

    /** Some are lost unnoticed; or the connection breaks, and everything must be revalidated. */
    private void loseEvents() {
        ModelGateway gateway = oneOf(gateways);
        events.removeIf(event -> event.gateway == gateway);
        if (random.nextBoolean()) {
            gateway.cache().requireRevalidation();
            gateway.lists().requireRevalidation();
            gateway.revalidated(now());
        }
    }

    private void pass() {
        long before = now();
        open().forEach(question -> since.putIfAbsent(question, before));
        Duration[] durations = {
            Duration.ofMillis(1),
            Duration.ofMillis(300),
            Duration.ofSeconds(1),
            Duration.ofSeconds(4),
            Duration.ofSeconds(7)
        };
        clock.pass(random.nextInt(20) == 0 ? Duration.ofMinutes(4) : oneOf(List.of(durations)));
        open().stream().filter(this::isLate).forEach(question -> fail(question, Kind.UNAVAILABLE));
        gateways.forEach(ModelGateway::expire);
    }

    /** Every call has a deadline: what Glance says after it is no longer listened to. */
    private boolean isLate(Question question) {
        return now() - since.getOrDefault(question, now()) >= TestCache.TIMEOUT.toNanos();
    }

    private void check(ModelGateway gateway, Who who, ImageId id, long start, CacheResult<CachedImage> result) {
        tally.note(result.cacheOutcome());
        long end = now();
        String shown = ModelHistory.shown(result.outcome());
        boolean mayBeOutage = gateway.hasFailed(id, start) || end - start >= TestCache.TIMEOUT.toNanos();
        if (shown.equals("UNAVAILABLE") || shown.equals("INVALID_RESPONSE")) {
            if (!mayBeOutage) {
                violations.add("%s of %s came though Glance had not failed".formatted(shown, id));
            }
            return;
        }
        long floor = gateway.floor(id, start, end, result.cacheOutcome() == CacheOutcome.STALE && mayBeOutage);
        Set<String> truths = history.truths(id, who, floor, end);
        if (who.equals(CHANGING)) {
            truths.addAll(history.truths(id, new Who(who.project(), "admin", who.token()), floor, end));
        }
        if (!truths.contains(shown)) {
            violations.add(
                    "%s was shown %s as %s (%s), allowed: %s".formatted(who, id, shown, result.cacheOutcome(), truths));
        }
    }

    private void checkList(ModelGateway gateway, Who who, long start, CacheResult<Listing> result) {
        tally.noteList(result.cacheOutcome());
        long end = now();
        String shown = TestLists.shown(result.outcome());
        boolean mayBeOutage =
                gateway.hasFailed(SimulatedGlance.LIST, start) || end - start >= TestCache.TIMEOUT.toNanos();
        if (result.outcome().isOutage()) {
            if (!mayBeOutage) {
                violations.add("%s of a list came though Glance had not failed".formatted(shown));
            }
            return;
        }
        if (result.cacheOutcome() == CacheOutcome.HIT && gateway.hasListGoneBack(who, shown)) {
            violations.add("a list is kept for %s in an older state than before: %s".formatted(who, shown));
        }
        long floor = gateway.listFloor(start, end, result.cacheOutcome() == CacheOutcome.STALE && mayBeOutage);
        Set<String> truths = history.lists(who, floor, end);
        if (who.equals(CHANGING)) {
            truths.addAll(history.lists(new Who(who.project(), "admin", who.token()), floor, end));
        }
        if (!truths.contains(shown)) {
            violations.add(
                    "%s was shown the list %s (%s), allowed: %s".formatted(who, shown, result.cacheOutcome(), truths));
        }
    }

    private long now() {
        return clock.time().nanos();
    }

    private <T> T oneOf(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
