package dev.vitrine.client;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.stream.Stream;

/** How a call to a service ended: with a response, or without one. */
public sealed interface ServiceResponse {
    /** Returns the outcome as a metric's label, one of a fixed set. */
    String label();

    /** Returns whether this is a response with that status. */
    default boolean hasStatus(int status) {
        return this instanceof Answered answered && answered.status() == status;
    }

    /** Returns whether there is no response for that reason. */
    default boolean hasFailed(FailureReason reason) {
        return this instanceof Failed failed && failed.reason() == reason;
    }

    /**
     * A response of whatever status.
     *
     * @param status 100 to 999
     * @param headers its headers
     * @param body the whole body; empty where a {@link BodyReader} has read that of a 200, and its first 64 KiB where a
     *     reader has read that of another status
     */
    record Answered(int status, MultiMap headers, Buffer body) implements ServiceResponse {
        @Override
        public String label() {
            return switch (status / 100) {
                case 1 -> "1xx";
                case 2 -> "2xx";
                case 3 -> "3xx";
                case 4 -> "4xx";
                case 5 -> "5xx";
                default -> "other";
            };
        }

        /** Shows no headers and no body: there may be tokens in them. */
        @Override
        public String toString() {
            return Integer.toString(status);
        }

        /** Returns whether the body is labelled as JSON without a content coding: the gateway accepts no other. */
        public boolean isJson() {
            String type = headers.get("Content-Type");
            return type != null && type.regionMatches(true, 0, "application/json", 0, 16) && !isEncoded();
        }

        /** The coding {@code identity} is none; it and an empty list element may stand in the header (RFC 9110 5.6.1, 8.4). */
        private boolean isEncoded() {
            List<String> fields = headers.getAll("Content-Encoding");
            return !fields.isEmpty()
                    && fields.stream()
                            .flatMap(codings -> Stream.of(codings.split(",", -1)))
                            .map(String::strip)
                            .anyMatch(coding -> !coding.isEmpty() && !coding.equalsIgnoreCase("identity"));
        }
    }

    /**
     * There is no response.
     *
     * @param reason why
     * @param detail the cause in words, with the endpoint's address where one was called; for the log
     */
    record Failed(FailureReason reason, String detail) implements ServiceResponse {
        @Override
        public String label() {
            return reason.label();
        }

        @Override
        public String toString() {
            return reason.label();
        }
    }

    /** Returns a failure whose cause is no more than its reason; the subject is what was called. */
    static Failed failed(FailureReason reason, String subject) {
        return new Failed(reason, reason.text() + " " + subject);
    }
}
