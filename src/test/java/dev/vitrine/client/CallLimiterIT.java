package dev.vitrine.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.client.ServiceRequest.Part;
import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.config.ServiceConfig;
import dev.vitrine.config.TlsConfig;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.model.Clocks;
import dev.vitrine.testing.ManualClocks;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How many calls wait, by the pace that was measured: on an event loop, without a network. */
@ExtendWith(VertxExtension.class)
class CallLimiterIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final ServiceRequest CALL = call("a");
    private static final ServiceResponse OK = new Answered(200, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer());

    private final ManualClocks clock = new ManualClocks();

    private static ServiceRequest call(String project) {
        return call(project, null);
    }

    private static ServiceRequest call(String project, @Nullable Part part) {
        return new ServiceRequest(
                project, null, HttpMethod.GET, "/", Map.of(), null, 100, TIMEOUT, () -> false, null, part);
    }

    private static CallLimiter limiter(Vertx vertx) {
        return limiter(vertx, Clocks.system());
    }

    private static CallLimiter limiter(Vertx vertx, Clocks clocks) {
        return limiter(vertx, clocks, 100_000);
    }

    private static CallLimiter limiter(Vertx vertx, Clocks clocks, int maxWaiting) {
        ServiceConfig config =
                new ServiceConfig(List.of(), TIMEOUT, TIMEOUT, TIMEOUT, 64, 10, maxWaiting, false, TlsConfig.DEFAULTS);
        return new CallLimiter(vertx, "test", config, new Metrics(), clocks);
    }

    /** A call that takes so long, and meanwhile keeps the event loop busy for a part of that. */
    private static Future<ServiceResponse> call(Vertx vertx, int millis, int busyMillis) {
        Promise<ServiceResponse> end = Promise.promise();
        vertx.setTimer(millis - busyMillis, sent -> {
            long busyUntil = System.nanoTime() + Duration.ofMillis(busyMillis).toNanos();
            while (System.nanoTime() < busyUntil) {
                Thread.onSpinWait();
            }
            vertx.runOnContext(
                    read -> end.complete(new Answered(200, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer())));
        });
        return end.future();
    }

    /** Returns how many of a thousand calls are in progress or wait, after one that took so long. */
    private static int admitted(Vertx vertx, int millis, int busyMillis) throws Exception {
        return admitted(vertx, millis, busyMillis, false);
    }

    private static int admitted(Vertx vertx, int millis, int busyMillis, boolean isLong) throws Exception {
        AtomicBoolean isRead = new AtomicBoolean();
        CallLimiter limiter = limiter(vertx);
        return Future.<Integer>future(admitted -> vertx.runOnContext(start -> limiter.run(
                                CALL, isRead::get, TIMEOUT, () -> {
                                    isRead.set(isLong);
                                    return call(vertx, millis, busyMillis);
                                })
                        .onSuccess(first -> {
                            List<Future<ServiceResponse>> calls = new ArrayList<>();
                            for (int i = 0; i < 1_000; i++) {
                                calls.add(limiter.run(
                                        CALL,
                                        () -> false,
                                        TIMEOUT,
                                        () -> Promise.<ServiceResponse>promise().future()));
                            }
                            admitted.complete((int) calls.stream()
                                    .filter(call -> !call.isComplete())
                                    .count());
                        })))
                .await(10, TimeUnit.SECONDS);
    }

    @Test
    void asManyWaitAsTheirDeadlineAllowsAtThePaceOfTheService(Vertx vertx) throws Exception {
        // 15 at a time, 300 ms each: the last that waits begins after 4.4 s.
        assertThat(admitted(vertx, 300, 0)).isBetween(190, 15 + 220);
    }

    /** Any client may have a record of many megabytes: what it takes must not shorten the queue of all others. */
    @Test
    void aLongRecordIsNoSlownessOfTheService(Vertx vertx) throws Exception {
        assertThat(admitted(vertx, 2_000, 0, true)).isGreaterThan(190);
    }

    @Test
    void aBusyEventLoopIsNoSlownessOfTheService(Vertx vertx) throws Exception {
        assertThat(admitted(vertx, 1_500, 1_200)).isGreaterThan(190);
    }

    /** Sends so many calls that do not end, and returns how many of them were made at once. */
    private static Future<Integer> longCalls(CallLimiter limiter, String project, int number) {
        AtomicInteger made = new AtomicInteger();
        for (int i = 0; i < number; i++) {
            limiter.run(call(project), () -> true, TIMEOUT, () -> {
                made.incrementAndGet();
                return Promise.<ServiceResponse>promise().future();
            });
        }
        return Future.succeededFuture(made.get());
    }

    @Test
    void listsHaveAQuarterOfTheCallsInProgressAndOneProjectThreeQuartersOfThat(Vertx vertx) throws Exception {
        CallLimiter limiter = limiter(vertx);
        List<Integer> made = onLoop(
                vertx,
                () -> Future.join(longCalls(limiter, "a", 30), longCalls(limiter, "b", 30), longCalls(limiter, "c", 30))
                        .map(CompositeFuture::list));
        // The limit begins with 20.
        assertThat(made).containsExactly(3, 2, 0);
    }

    @Test
    void imagesDoNotWaitForListsThatTakeLong(Vertx vertx) throws Exception {
        CallLimiter limiter = limiter(vertx);
        ServiceResponse image = onLoop(vertx, () -> {
            longCalls(limiter, "a", 300);
            return limiter.run(CALL, () -> false, TIMEOUT, () -> call(vertx, 1, 0));
        });
        assertThat(image.hasStatus(200)).isTrue();
    }

    @Test
    void listsThatWaitAreAdmittedInTheirOrderWhenOthersEnd(Vertx vertx) throws Exception {
        CallLimiter limiter = limiter(vertx);
        List<Integer> order = new ArrayList<>();
        onLoop(vertx, () -> {
            List<Future<ServiceResponse>> calls = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                int number = i;
                calls.add(limiter.run(CALL, () -> true, TIMEOUT, () -> {
                    order.add(number);
                    return call(vertx, 1, 0);
                }));
            }
            return Future.join(calls);
        });
        assertThat(order).hasSize(12).isSorted();
    }

    /** Makes a list call of that project, which ends so after so long. */
    private Future<ServiceResponse> longCall(
            CallLimiter limiter, String project, Duration took, ServiceResponse response) {
        return limiter.run(call(project), () -> true, TIMEOUT, () -> {
            clock.pass(took);
            return Future.succeededFuture(response);
        });
    }

    @Test
    void theQueueOfAProjectsListsIsNotShortenedByAnothersLongLists(Vertx vertx) throws Exception {
        CallLimiter limiter = limiter(vertx, clock.time());
        int waiting = onLoop(vertx, () -> {
            longCall(limiter, "a", Duration.ofSeconds(4), OK);
            longCall(limiter, "b", Duration.ofMillis(100), OK);
            List<Future<ServiceResponse>> calls = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                calls.add(limiter.run(
                        call("b"),
                        () -> true,
                        TIMEOUT,
                        () -> Promise.<ServiceResponse>promise().future()));
            }
            return Future.succeededFuture(
                    (int) calls.stream().filter(call -> !call.isComplete()).count());
        });
        // 3 in progress, and three times 48 may wait.
        assertThat(waiting).isEqualTo(100);
    }

    /** Returns how many of 64 lists, one of which takes 2 s, are in progress or wait if each may take so long. */
    private int listsAdmitted(Vertx vertx, Duration timeout) throws Exception {
        CallLimiter limiter = limiter(vertx, clock.time());
        return onLoop(vertx, () -> {
            longCall(limiter, "a", Duration.ofSeconds(2), OK);
            List<Future<ServiceResponse>> lists = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                lists.add(limiter.run(
                        CALL,
                        () -> true,
                        timeout,
                        () -> Promise.<ServiceResponse>promise().future()));
            }
            return Future.succeededFuture(
                    (int) lists.stream().filter(list -> !list.isComplete()).count());
        });
    }

    @Test
    void asManyListsWaitAsTheirOwnTimeAllows(Vertx vertx) throws Exception {
        assertThat(listsAdmitted(vertx, Duration.ofMinutes(1))).isEqualTo(64);
        // 3 are in progress, and 3 follow them 4 s before their time is over, which is twice what a list takes.
        assertThat(listsAdmitted(vertx, Duration.ofSeconds(6))).isEqualTo(6);
    }

    /** Reads a list of three pages, and records the pages as they are sent. */
    private static Future<ServiceResponse> walk(Vertx vertx, CallLimiter limiter, int page, List<Integer> sent) {
        Part part = new Part(TIMEOUT, TIMEOUT, page > 0);
        ServiceRequest request = call("a", part);
        return limiter.run(request, () -> true, TIMEOUT, () -> {
                    sent.add(page);
                    return call(vertx, 1, 0);
                })
                .compose(response ->
                        page == 2 ? Future.succeededFuture(response) : walk(vertx, limiter, page + 1, sent));
    }

    @Test
    void listsThatHaveBegunAreReadToTheEndBeforeOthersBegin(Vertx vertx) throws Exception {
        CallLimiter limiter = limiter(vertx);
        List<Integer> sent = new ArrayList<>();
        CompositeFuture ended = onLoop(vertx, () -> {
            List<Future<ServiceResponse>> lists = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                lists.add(walk(vertx, limiter, 0, sent));
            }
            return Future.join(lists);
        });
        assertThat(ended.<ServiceResponse>list()).hasSize(64).allMatch(list -> list.hasStatus(200));
        // 3 are in progress; a fourth begins in the moment between two pages of a list.
        int begun = 0;
        for (int page : sent) {
            begun += page == 0 ? 1 : page == 2 ? -1 : 0;
            assertThat(begun).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void aListThatHasHadItsTurnIsNotRejectedByImagesThatWait(Vertx vertx) throws Exception {
        CallLimiter limiter = limiter(vertx, clock.time(), 2);
        Promise<ServiceResponse> image = Promise.promise();
        List<String> sent = new ArrayList<>();
        onLoop(vertx, () -> {
            List<Future<ServiceResponse>> calls = new ArrayList<>();
            for (int i = 0; i < 18; i++) {
                calls.add(limiter.run(CALL, () -> false, TIMEOUT, () -> {
                    sent.add("image");
                    return image.future();
                }));
            }
            assertThat(calls.get(17).result().label()).isEqualTo("rejected");
            Future<ServiceResponse> list = limiter.run(CALL, () -> true, TIMEOUT, () -> {
                sent.add("list");
                return Future.succeededFuture(OK);
            });
            assertThat(list.isComplete()).isFalse();
            assertThat(sent).hasSize(15).doesNotContain("list");
            image.complete(OK);
            return list;
        });
        assertThat(sent.get(15)).isEqualTo("list");
    }

    @Test
    void listsThatTimeOutDoNotLowerTheLimitOfOtherCalls(Vertx vertx) throws Exception {
        CallLimiter limiter = limiter(vertx, clock.time());
        int made = onLoop(vertx, () -> {
            for (int i = 0; i < 20; i++) {
                longCall(limiter, "a", TIMEOUT, ServiceResponse.failed(FailureReason.TIMEOUT, "test"));
            }
            AtomicInteger others = new AtomicInteger();
            for (int i = 0; i < 64; i++) {
                limiter.run(call("project" + i), () -> false, TIMEOUT, () -> {
                    others.incrementAndGet();
                    return Promise.<ServiceResponse>promise().future();
                });
            }
            return Future.succeededFuture(others.get());
        });
        assertThat(made).isEqualTo(20);
    }

    private static <T> T onLoop(Vertx vertx, Supplier<Future<T>> task) throws Exception {
        return Future.<T>future(end -> vertx.runOnContext(start -> task.get().onComplete(end)))
                .await(10, TimeUnit.SECONDS);
    }
}
