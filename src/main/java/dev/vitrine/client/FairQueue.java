package dev.vitrine.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who may make a call now, and who waits: so that one project's flood is that project's trouble.
 *
 * <p>Three rules. Of the calls that may be under way, one project has three quarters at the most. Those who wait are let
 * through one project after the other, each project's in their order. When as many wait as may, a newcomer takes the place
 * of the last of the project that has most of them waiting, unless that would not leave his own with fewer; the one who
 * is pushed out is refused, as a newcomer is who finds no place.
 *
 * <p>What is remembered of a project ends with the last of its calls, so it is bounded by the calls. Any thread; what is
 * locked takes microseconds. Nobody is told anything while the lock is held.
 */
final class FairQueue {
    private final IntSupplier most;
    private final IntSupplier mostWaiting;
    private final Map<String, Integer> underWay = new HashMap<>();
    private final Map<String, Deque<Ticket>> waiting = new LinkedHashMap<>();
    private int allUnderWay;
    private int allWaiting;

    /** Takes what says how many calls may be under way, and how many may wait, whenever somebody comes or goes. */
    FairQueue(IntSupplier most, IntSupplier mostWaiting) {
        this.most = most;
        this.mostWaiting = mostWaiting;
    }

    /** A call that is to be made. */
    static final class Ticket {
        private final String project;
        private final CompletableFuture<Boolean> admitted = new CompletableFuture<>();
        private boolean hasBegun;

        private Ticket(@Nullable String project) {
            this.project = project == null ? "" : project;
        }

        /** Completes with whether the call may be made: then its end must be told. */
        CompletableFuture<Boolean> admitted() {
            return admitted;
        }
    }

    /** Takes a call on behalf of a project, or of the gateway itself, whose calls have no share. */
    Ticket enter(@Nullable String project) {
        Ticket ticket = new Ticket(project);
        Ticket refused = place(ticket);
        if (refused != null) {
            refused.admitted.complete(false);
        }
        return ticket;
    }

    /** Takes back a call that has waited for too long; returns false if it may be made by now, and its end must be told. */
    synchronized boolean leave(Ticket ticket) {
        Deque<Ticket> line = waiting.get(ticket.project);
        if (line != null && line.remove(ticket)) {
            left(ticket.project, line);
        }
        return !ticket.hasBegun;
    }

    /** Takes the end of a call that was made. */
    void ended(Ticket ticket) {
        next(ticket).forEach(admitted -> admitted.admitted.complete(true));
    }

    /** Returns how many calls are under way. */
    synchronized int underWay() {
        return allUnderWay;
    }

    /** Returns how many wait. */
    synchronized int waiting() {
        return allWaiting;
    }

    /** Lets the call through, or puts it behind the others; returns who has to go for it, if anybody. */
    private synchronized @Nullable Ticket place(Ticket ticket) {
        if (!waiting.containsKey(ticket.project) && mayBegin(ticket.project)) {
            begin(ticket);
            // Nobody knows the ticket yet.
            ticket.admitted.complete(true);
            return null;
        }
        Ticket pushedOut = null;
        if (allWaiting >= mostWaiting.getAsInt()) {
            Deque<Ticket> own = waiting.get(ticket.project);
            pushedOut = pushOut(own == null ? 1 : own.size() + 1);
            if (pushedOut == null) {
                return ticket;
            }
        }
        waiting.computeIfAbsent(ticket.project, first -> new ArrayDeque<>()).add(ticket);
        allWaiting++;
        return pushedOut;
    }

    private @Nullable Ticket pushOut(int lessThan) {
        Map.Entry<String, Deque<Ticket>> longest = waiting.entrySet().stream()
                .max(Comparator.comparingInt(line -> line.getValue().size()))
                .orElse(null);
        if (longest == null || longest.getValue().size() <= lessThan) {
            return null;
        }
        Ticket last = longest.getValue().removeLast();
        left(longest.getKey(), longest.getValue());
        return last;
    }

    private synchronized List<Ticket> next(Ticket ended) {
        allUnderWay--;
        underWay.computeIfPresent(ended.project, (same, number) -> number == 1 ? null : number - 1);
        List<Ticket> admitted = new ArrayList<>();
        for (Ticket next = first(); next != null; next = first()) {
            begin(next);
            admitted.add(next);
        }
        return admitted;
    }

    /** Returns the first of the next project in turn that may begin a call, which then is the last in turn. */
    private @Nullable Ticket first() {
        for (Map.Entry<String, Deque<Ticket>> line : waiting.entrySet()) {
            if (mayBegin(line.getKey())) {
                return first(line.getKey(), line.getValue());
            }
        }
        return null;
    }

    private Ticket first(String project, Deque<Ticket> line) {
        Ticket first = line.remove();
        waiting.remove(project);
        waiting.put(project, line);
        left(project, line);
        return first;
    }

    private void left(String project, Deque<Ticket> line) {
        allWaiting--;
        if (line.isEmpty()) {
            waiting.remove(project);
        }
    }

    private boolean mayBegin(String project) {
        int all = most.getAsInt();
        int share = project.isEmpty() ? all : Math.max(all * 3 / 4, 1);
        return allUnderWay < all && underWay.getOrDefault(project, 0) < share;
    }

    private void begin(Ticket ticket) {
        ticket.hasBegun = true;
        allUnderWay++;
        underWay.merge(ticket.project, 1, Integer::sum);
    }
}
