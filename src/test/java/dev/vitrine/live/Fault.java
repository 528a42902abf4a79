package dev.vitrine.live;

import io.vertx.core.Vertx;
import java.nio.file.Path;

/** The faults that an operator meets, each made for real as far as a test can, and what is to be said of it. */
enum Fault {
    GLANCE_IS_DEAD(
            "endpoint",
            "connection_refused",
            "Glance at http://127.0.0.1:1: connection refused by 127.0.0.1:1",
            "Start it, or correct its address",
            (vertx, folder) -> FaultScene.images(vertx, "glance.api-servers=http://127.0.0.1:1")),
    KEYSTONE_IS_DEAD(
            "endpoint",
            "connection_refused",
            "Keystone at http://127.0.0.1:1: connection refused by 127.0.0.1:1",
            "Start it, or correct its address",
            (vertx, folder) -> FaultScene.images(vertx, "keystone-authtoken.auth-url=http://127.0.0.1:1")),
    NOVA_IS_DEAD(
            "endpoint",
            "connection_refused",
            "Nova at http://127.0.0.1:1: connection refused by 127.0.0.1:1",
            "Start it, or correct its address",
            (vertx, folder) -> FaultScene.servers(vertx, "nova.api-servers=http://127.0.0.1:1")),
    GLANCE_IS_SLOW(
            "endpoint",
            "timeout",
            "Glance at http://127.0.0.1:\\d+: timeout at 127.0.0.1:\\d+",
            "It is slow or hangs",
            (vertx, folder) -> FaultScene.slowGlance(vertx)),
    KEYSTONE_IS_SLOW(
            "endpoint",
            "timeout",
            "Keystone at http://127.0.0.1:\\d+: timeout at 127.0.0.1:\\d+",
            "It is slow or hangs",
            (vertx, folder) -> FaultScene.slowKeystone(vertx)),
    GLANCE_REFUSES(
            "endpoint",
            "status_503",
            "Glance at http://127.0.0.1:\\d+: status 503",
            "It, or a proxy before it, is overloaded or down",
            (vertx, folder) -> FaultScene.refusingGlance(vertx)),
    CERTIFICATE_OF_GLANCE_IS_UNTRUSTED(
            "endpoint",
            "untrusted_certificate",
            "Glance at https://127.0.0.1:\\d+: untrusted certificate of 127.0.0.1:\\d+",
            "Set cafile",
            (vertx, folder) -> FaultScene.untrustedGlance(vertx)),
    NAME_OF_GLANCE_IS_UNKNOWN(
            "endpoint",
            "unknown_host",
            "Glance at http://glance.invalid:9292: unknown host glance.invalid",
            "Correct the host name",
            (vertx, folder) -> FaultScene.images(vertx, "glance.api-servers=http://glance.invalid:9292")),
    PASSWORD_IS_WRONG(
            "login",
            "status_401",
            "Keystone refused the gateway's own login: status 401",
            "Correct the user, the password and the project",
            (vertx, folder) -> FaultScene.images(vertx, "keystone-authtoken.username=nobody")),
    OWN_TOKEN_IS_REFUSED(
            "login",
            "status_401",
            "Keystone refused the gateway's own token, which it had just granted: status 401",
            "The user may have been disabled",
            (vertx, folder) -> FaultScene.validationsWith(401, vertx)),
    OWN_USER_MAY_NOT_VALIDATE(
            "login",
            "status_403",
            "Keystone does not let the gateway's user validate tokens: status 403",
            "Give the user of the section keystone-authtoken the role service",
            (vertx, folder) -> FaultScene.validationsWith(403, vertx)),
    DISK_OF_THE_LOG_IS_FULL(
            "log",
            "",
            "ines of the log are lost: No space left on device",
            "Make room where standard output is written to",
            FaultScene::fullDisk),
    CPU_IS_SATURATED(
            "cpu",
            "",
            "\\d+ % of the machine's CPU time is in use",
            "Find what uses it",
            (vertx, folder) -> FaultScene.busyProcessors(vertx)),
    HEAP_IS_SHORT(
            "heap",
            "",
            "\\d+ % of the heap is in use",
            "Give the process more heap",
            (vertx, folder) -> FaultScene.shortHeap(vertx)),
    NOTIFICATIONS_ARE_GONE(
            "notifications",
            "disconnected",
            "the broker is not connected \\(127.0.0.1:1: .*Connection refused",
            "Look at RabbitMQ",
            FaultScene::withoutBroker),
    CERTIFICATE_ENDS_SOON(
            "certificate",
            "",
            "The listener's certificate ends at 20",
            "Renew listen.tls-certificate",
            FaultScene::certificateThatEnds),
    CLOCK_IS_OFF(
            "clock",
            "",
            "The clock of Glance at http://127.0.0.1:\\d+ is 3\\d\\d\\d s ahead of this machine's",
            "Look at NTP",
            (vertx, folder) -> FaultScene.wrongClock(vertx)),
    QUEUE_IS_FULL(
            "calls-rejected",
            "",
            "calls per second to Glance are rejected: too many wait already",
            "Find why Glance is slow",
            (vertx, folder) -> FaultScene.fullQueue(vertx));

    /** As {@code /status} has them. */
    final String kind;

    final String cause;

    /** What is said of it: a regular expression, in Java and in JavaScript. */
    final String text;

    /** A part of what is said to do. */
    final String action;

    @SuppressWarnings("ImmutableEnumChecker") // a lambda that keeps nothing
    private final Maker maker;

    private interface Maker {
        FaultScene make(Vertx vertx, Path folder) throws Exception;
    }

    Fault(String kind, String cause, String text, String action, Maker maker) {
        this.kind = kind;
        this.cause = cause;
        this.text = text;
        this.action = action;
        this.maker = maker;
    }

    /** Starts a gateway that meets the fault. */
    FaultScene make(Vertx vertx, Path folder) throws Exception {
        return maker.make(vertx, folder);
    }
}
