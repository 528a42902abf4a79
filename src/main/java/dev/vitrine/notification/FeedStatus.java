package dev.vitrine.notification;

import java.util.Locale;

/** The status of the notification feed: whether the gateway gets notified of every change, and if not, the reason. */
public enum FeedStatus {
    /** The gateway gets notified of every change: the mode {@code events-live}. The mode of all others is {@code no-events}. */
    LIVE("Glance notifies of every change", ""),
    /** There is no connection to the broker. */
    DISCONNECTED(
            "the broker is not connected",
            "Look at RabbitMQ; correct the section events if it is not the one that Glance has."),
    /** Glance's exchange does not exist on the broker. */
    NO_EXCHANGE(
            "the exchange of Glance's notifications does not exist",
            "Set the driver messagingv2 in Glance's oslo_messaging_notifications and change an image, or correct events.exchange."),
    /** The backlog of notifications is too long or too old. */
    LAGGING("notifications are delayed", "Look at the load of RabbitMQ and of this machine."),
    /** Subscribed, but no notification of a change was received yet. */
    UNPROVEN(
            "no notification received from Glance yet",
            "Change an image in Glance; if nothing comes, look at its oslo_messaging_notifications."),
    /** Images changed without a notification. */
    MISSED_CHANGES(
            "images changed without a notification",
            "A Glance does not notify: look at the oslo_messaging_notifications of each.");

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');
    private final String sentence;
    private final String action;

    FeedStatus(String sentence, String action) {
        this.sentence = sentence;
        this.action = action;
    }

    /** Returns whether an image without a notification may be taken for unchanged. */
    public boolean isLive() {
        return this == LIVE;
    }

    /** Returns the label value in metrics. */
    public String word() {
        return word;
    }

    /** Returns the description for people: ASCII without quotes. */
    public String sentence() {
        return sentence;
    }

    /** Returns what an operator can do; empty if nothing is wrong. */
    public String action() {
        return action;
    }

    /** Returns the mode and the description. */
    @Override
    public String toString() {
        return (isLive() ? "events-live: " : "no-events: ") + sentence;
    }
}
