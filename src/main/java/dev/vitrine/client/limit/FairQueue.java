package dev.vitrine.client.limit;

import dev.vitrine.async.ProjectShares;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A fair queue of calls: a flood of one project's calls delays that project alone.
 *
 * <p>Three rules. One project has three quarters at most of the calls that may be in progress. Waiting calls are admitted
 * round robin over the projects, and in their order within a project. When the queue is full, a new call takes the place of
 * the last call of the project that has most of them waiting, unless its own project would then have as many; the displaced
 * call is rejected, as is a new call that finds no place. No project has more calls waiting than its own share of the calls in
 * progress allows: the others' share does not shorten its wait.
 *
 * <p>A call that continues what has begun is the first of its project, and is never rejected; it takes no other call's place.
 *
 * <p>The state of a project ends with the last of its calls, so the calls bound it. Any thread; the lock is held for
 * microseconds, and no future completes while it is.
 */
public final class FairQueue {
    private final IntSupplier maxInProgress;
    private final IntUnaryOperator maxWaiting;
    private final ProjectShares inProgress = new ProjectShares();
    private final Map<String, Deque<Ticket>> waiting = new LinkedHashMap<>();
    private int allWaiting;

    /** How many of those continue what has begun. */
    private int nextWaiting;

    /**
     * The two limits are read anew with each call that enters or ends.
     *
     * @param maxWaiting how many may wait for so many that may be in progress
     */
    public FairQueue(IntSupplier maxInProgress, IntUnaryOperator maxWaiting) {
        this.maxInProgress = maxInProgress;
        this.maxWaiting = maxWaiting;
    }

    /** A call's place in the queue. */
    public static final class Ticket {
        private final String project;
        private final BooleanSupplier isAbandoned;
        private final boolean isNext;
        private final CompletableFuture<Boolean> admitted = new CompletableFuture<>();
        private boolean isAdmitted;

        private Ticket(@Nullable String project, BooleanSupplier isAbandoned, boolean isNext) {
            this.project = project == null ? "" : project;
            this.isAbandoned = isAbandoned;
            this.isNext = isNext;
        }

        /** Completes with true when the call may be made, which then must be released, or with false if it is rejected. */
        public CompletableFuture<Boolean> admitted() {
            return admitted;
        }
    }

    /**
     * Admits a call, queues it, or rejects one; calls that are abandoned make room first. The gateway's own calls, of no
     * project, have no share.
     *
     * @param isAbandoned whether the call is not wanted any more; its owner asks again when it is admitted
     */
    public Ticket enter(@Nullable String project, BooleanSupplier isAbandoned) {
        return enter(project, isAbandoned, maxWaiting);
    }

    /**
     * As the other, where the calls of one project take longer than those of another.
     *
     * @param maxWaitingOfProject how many of the project may wait for so many that it may have in progress
     */
    public Ticket enter(@Nullable String project, BooleanSupplier isAbandoned, IntUnaryOperator maxWaitingOfProject) {
        Ticket ticket = new Ticket(project, isAbandoned, false);
        abandoned(ticket.project, maxWaitingOfProject).forEach(gone -> gone.admitted.complete(false));
        Ticket rejected = place(ticket, maxWaitingOfProject);
        if (rejected != null) {
            rejected.admitted.complete(false);
        }
        return ticket;
    }

    /** Admits a call that continues what has begun, or queues it as the first of its project. What has begun bounds them. */
    public synchronized Ticket enterNext(@Nullable String project, BooleanSupplier isAbandoned) {
        Ticket ticket = new Ticket(project, isAbandoned, true);
        if (mayAdmit(ticket.project)) {
            admitNew(ticket);
        } else {
            waiting.computeIfAbsent(ticket.project, first -> new ArrayDeque<>()).addFirst(ticket);
            allWaiting++;
            nextWaiting++;
        }
        return ticket;
    }

    /** Removes a call that has waited for too long; returns false if it has been admitted by now, and must be released. */
    public synchronized boolean leave(Ticket ticket) {
        Deque<Ticket> calls = waiting.get(ticket.project);
        if (calls != null && calls.remove(ticket)) {
            removed(ticket, calls);
        }
        return !ticket.isAdmitted;
    }

    /** Takes the end of a call that was admitted, and admits the next ones. */
    public void release(Ticket ticket) {
        next(ticket).forEach(admitted -> admitted.admitted.complete(true));
    }

    /** Returns the number of calls in progress. */
    public int inProgress() {
        return (int) inProgress.used();
    }

    /** Returns the number of calls that wait. */
    public synchronized int waiting() {
        return allWaiting;
    }

    /** Admits the call or queues it; returns the call that is rejected for that, this one perhaps, or null. */
    private synchronized @Nullable Ticket place(Ticket ticket, IntUnaryOperator maxOfProject) {
        if (!waiting.containsKey(ticket.project) && mayAdmit(ticket.project)) {
            admitNew(ticket);
            return null;
        }
        int all = maxInProgress.getAsInt();
        if (hasFullShare(ticket.project, all, maxOfProject)) {
            return ticket;
        }
        Ticket displaced = null;
        if (isFull(all)) {
            displaced = displaceLast(waitingOf(ticket.project) + 1);
            if (displaced == null) {
                return ticket;
            }
        }
        waiting.computeIfAbsent(ticket.project, first -> new ArrayDeque<>()).add(ticket);
        allWaiting++;
        return displaced;
    }

    /** Removes the abandoned calls where the queue has no place for another call of the project. */
    private synchronized List<Ticket> abandoned(String project, IntUnaryOperator maxOfProject) {
        int all = maxInProgress.getAsInt();
        if (!isFull(all) && !hasFullShare(project, all, maxOfProject)) {
            return List.of();
        }
        List<Ticket> gone = waiting.values().stream()
                .flatMap(Deque::stream)
                .filter(ticket -> ticket.isAbandoned.getAsBoolean())
                .toList();
        gone.forEach(this::leave);
        return gone;
    }

    private @Nullable Ticket displaceLast(int lessThan) {
        Map.Entry<String, Deque<Ticket>> longest = waiting.entrySet().stream()
                .max(Comparator.comparingInt(line -> begins(line.getValue())))
                .orElse(null);
        if (longest == null || begins(longest.getValue()) <= lessThan) {
            return null;
        }
        Ticket last = longest.getValue().removeLast();
        removed(last, longest.getValue());
        return last;
    }

    private synchronized List<Ticket> next(Ticket ended) {
        inProgress.add(ended.project, -1);
        List<Ticket> admitted = new ArrayList<>();
        for (Ticket next = first(); next != null; next = first()) {
            admit(next);
            admitted.add(next);
        }
        return admitted;
    }

    /** Removes the first call of the next project that may have one more; the project then is the last in turn. */
    private @Nullable Ticket first() {
        for (Map.Entry<String, Deque<Ticket>> line : waiting.entrySet()) {
            if (mayAdmit(line.getKey())) {
                return first(line.getKey(), line.getValue());
            }
        }
        return null;
    }

    private Ticket first(String project, Deque<Ticket> calls) {
        Ticket first = calls.remove();
        waiting.remove(project);
        waiting.put(project, calls);
        removed(first, calls);
        return first;
    }

    private void removed(Ticket ticket, Deque<Ticket> calls) {
        allWaiting--;
        nextWaiting -= ticket.isNext ? 1 : 0;
        if (calls.isEmpty()) {
            waiting.remove(ticket.project);
        }
    }

    private boolean isFull(int all) {
        return allWaiting - nextWaiting >= maxWaiting.applyAsInt(all);
    }

    private boolean hasFullShare(String project, int all, IntUnaryOperator maxOfProject) {
        return waitingOf(project) >= maxOfProject.applyAsInt((int) ProjectShares.share(project, all));
    }

    private int waitingOf(String project) {
        Deque<Ticket> calls = waiting.get(project);
        return calls == null ? 0 : begins(calls);
    }

    /** Returns how many of the calls do not continue what has begun; the others are the first. */
    private static int begins(Deque<Ticket> calls) {
        int begins = calls.size();
        for (Ticket call : calls) {
            if (!call.isNext) {
                break;
            }
            begins--;
        }
        return begins;
    }

    private boolean mayAdmit(String project) {
        return inProgress.hasRoom(project, maxInProgress.getAsInt());
    }

    /** No one else has the ticket yet, so the lock does not matter. */
    private void admitNew(Ticket ticket) {
        admit(ticket);
        ticket.admitted.complete(true);
    }

    private void admit(Ticket ticket) {
        ticket.isAdmitted = true;
        inProgress.add(ticket.project, 1);
    }
}
