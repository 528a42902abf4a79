package dev.vitrine.glance;

/** A record or a page that cannot be Glance's. The message names the member, never its value. */
final class MalformedRecordException extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;

    MalformedRecordException(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
