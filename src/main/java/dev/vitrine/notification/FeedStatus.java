package dev.vitrine.notification;

import java.util.Locale;

/** Whether changes made past the gateway are heard of, and why not. */
public enum FeedStatus {
    /** They are: the mode {@code events-live}. In all others it is {@code no-events}. */
    LIVE("every change is told"),
    /** Nobody is connected who could tell. */
    DISCONNECTED("the broker is not connected"),
    /** The exchange to which Glance should publish is not there. */
    NO_EXCHANGE("the exchange of Glance's notifications is not there"),
    /** What is told comes too late. */
    LAGGING("notifications came too late"),
    /** Subscribed, but Glance has told of nothing yet. */
    UNPROVEN("Glance has told of no change yet"),
    /** Changes were found of which nobody has told. */
    UNHEARD("changes were found that nobody has told of");

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');
    private final String sentence;

    FeedStatus(String sentence) {
        this.sentence = sentence;
    }

    /** Returns whether what is not told may be taken for unchanged. */
    public boolean isLive() {
        return this == LIVE;
    }

    /** Returns the word for figures. */
    public String word() {
        return word;
    }

    /** Returns what it means, for people: plain characters without quotes. */
    public String sentence() {
        return sentence;
    }

    /** Returns the mode and the reason. */
    @Override
    public String toString() {
        return (isLive() ? "events-live: " : "no-events: ") + sentence;
    }
}
