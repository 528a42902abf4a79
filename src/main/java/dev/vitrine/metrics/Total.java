package dev.vitrine.metrics;

/** What only grows, and is counted by whoever it happens to. */
public enum Total {
    /** Lines of the access log. */
    DROPPED_LINES("vitrine.access.log.dropped", "Lines that the access log had no room for."),
    /** Connections over a limit. */
    REFUSED_CONNECTIONS(
            "vitrine.connections.refused", "Connections that were refused: too many in all, or of one address.");

    private final String meter;
    private final String help;

    Total(String meter, String help) {
        this.meter = meter;
        this.help = help;
    }

    String meter() {
        return meter;
    }

    String help() {
        return help;
    }
}
