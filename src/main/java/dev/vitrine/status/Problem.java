package dev.vitrine.status;

import java.time.Instant;

/**
 * Something that is wrong.
 *
 * @param kind what, in one word
 * @param subject which of several: a service, an endpoint's address; empty where there is only one
 * @param cause why, in one word of a fixed set, as a metric's label has it; empty where the kind says it
 * @param level how bad it is
 * @param text what is wrong, one sentence, with its cause and address where there is one
 * @param action what to do, or what the gateway does meanwhile; one or two sentences
 * @param since when it began, as far as the gateway has seen
 */
public record Problem(Kind kind, String subject, String cause, Level level, String text, String action, Instant since) {
    /** Returns kind and subject: a problem with the same key at another moment is the same one. */
    String key() {
        return subject.isEmpty() ? kind.word() : kind.word() + " " + subject;
    }

    /** Returns the same problem, which began at another moment. */
    Problem begunAt(Instant begin) {
        return new Problem(kind, subject, cause, level, text, action, begin);
    }

    /** What can be wrong. In the order in which problems of one level are shown: causes before what follows from them. */
    public enum Kind {
        /** The heap is nearly full. */
        HEAP("heap"),
        /** The machine has no CPU time left. */
        CPU("cpu"),
        /** Calls to an endpoint of a service fail. */
        ENDPOINT("endpoint"),
        /** Keystone does not let the gateway's own user log in, or validate tokens. */
        LOGIN("login"),
        /** A service responds with errors. */
        SERVICE_ERRORS("service-errors"),
        /** Keystone's catalogue no longer has what it had. */
        CATALOG("catalog"),
        /** The clock of this machine and that of a service differ. */
        CLOCK("clock"),
        /** The listener's certificate has ended, or ends soon. */
        CERTIFICATE("certificate"),
        /** Event loops are late. */
        EVENT_LOOP_LAG("event-loop-lag"),
        /** Glance's notifications do not arrive. */
        NOTIFICATIONS("notifications"),
        /** Calls to a service are rejected, since too many wait already. */
        CALLS_REJECTED("calls-rejected"),
        /** Requests are rejected, since too many are in progress or the heap is nearly full. */
        REQUESTS_REJECTED("requests-rejected"),
        /** The gateway is not ready. */
        NOT_READY("not-ready"),
        /** Requests end in a fault of 500 or more. */
        FAULTS("faults"),
        /** Lines of a log are lost. */
        LOG("log");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** Returns the kind as documents, metrics and anchors of the runbook name it. */
        public String word() {
            return word;
        }
    }
}
