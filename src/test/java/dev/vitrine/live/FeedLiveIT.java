package dev.vitrine.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import dev.vitrine.config.ConfigLoader;
import dev.vitrine.config.source.ConfigException;
import dev.vitrine.model.Clocks;
import dev.vitrine.notification.ChangeFeed;
import dev.vitrine.notification.FeedStatus;
import dev.vitrine.notification.Notification;
import dev.vitrine.notification.RabbitFeed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The feed with a real RabbitMQ, and its failures. */
@Tag("live")
@Timeout(120)
class FeedLiveIT {
    private static final String KEY = "notifications.info";
    private static final String CA =
            Path.of("src/test/resources/tls/localhost.pem").toAbsolutePath().toString();

    /** The time within which the loss of a connection must be reported. */
    private static final Duration FALL = Duration.ofSeconds(1);

    private static final Duration RETURN = Duration.ofSeconds(15);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path folder;

    private static LiveBroker broker;

    private final String exchange = "glance-" + NUMBER.incrementAndGet();
    private final Heard heard = new Heard();
    private Connection own;
    private Channel channel;
    private ChangeFeed feed;

    /** Records the events of the feed. */
    private static final class Heard implements ChangeFeed.FeedListener {
        private final BlockingQueue<String> words = new LinkedBlockingQueue<>();
        private volatile String detail = "";
        private volatile CountDownLatch hold = new CountDownLatch(0);

        @Override
        public void onSubscribed() {
            words.add("subscribed");
        }

        @Override
        public void onNotification(Notification notification) {
            try {
                assertThat(hold.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw LiveWait.interrupted(e);
            }
            words.add(notification.kind());
        }

        @Override
        public void onHealthy() {}

        @Override
        public void onSubscriptionLost(FeedStatus cause, String message) {
            detail = message;
            words.add("lost: " + cause.word());
        }

        /** Waits for the next event, which must come within this time. */
        void next(String expected, Duration limit) throws InterruptedException {
            assertThat(words.poll(limit.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo(expected);
        }

        /** Waits for this event, and ignores others before. */
        void until(String expected, Duration limit) throws InterruptedException {
            long deadline = System.nanoTime() + limit.toNanos();
            String word = "";
            while (!expected.equals(word)) {
                word = words.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                assertThat(word).as("words before " + expected).isNotNull();
            }
        }
    }

    @BeforeAll
    static void start() {
        broker = LiveBroker.start(folder.resolve("rabbit"));
    }

    @AfterAll
    static void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    @BeforeEach
    void connect() throws Exception {
        own = broker.connect();
        channel = own.createChannel();
    }

    @AfterEach
    void end() throws Exception {
        close();
        if (own.isOpen()) {
            own.close();
        }
    }

    private void close() throws Exception {
        if (feed != null) {
            feed.close().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
        feed = null;
    }

    private void listen(int port, String... more) throws ConfigException {
        Map<String, String> flags = new HashMap<>(
                Map.of("identity", "none", "events.brokers", "127.0.0.1:" + port, "events.exchange", exchange));
        for (int i = 0; i < more.length; i += 2) {
            flags.put(more[i], more[i + 1]);
        }
        String password = flags.containsKey("events.username") ? "s3cret" : "guest";
        feed = new RabbitFeed(
                ConfigLoader.read(null, Map.of("VITRINE_EVENTS_PASSWORD", password), flags)
                        .settings()
                        .events(),
                Clocks.system());
        feed.start(heard);
    }

    /** As Glance declares it. */
    private void declare() throws Exception {
        channel.exchangeDeclare(exchange, "topic", false, false, null);
    }

    private void publish(String body) throws Exception {
        channel.basicPublish(exchange, KEY, null, body.replace('\'', '"').getBytes(UTF_8));
    }

    private void change() throws Exception {
        publish("{'event_type': 'image.update', 'payload': {'id': '70a599e0-31e7-49b7-b260-868f441e862b'}}");
    }

    private void listenUntilNotified(int port, String... more) throws Exception {
        declare();
        listen(port, more);
        heard.next("subscribed", RETURN);
        change();
        heard.next("image", RETURN);
    }

    private void untilNotifiedAgain() throws Exception {
        heard.until("subscribed", RETURN);
        change();
        heard.next("image", RETURN);
    }

    @ParameterizedTest
    @ValueSource(ints = {2 << 20, 40 << 20})
    void imageWithLargePropertiesIsAChangeAndTheConnectionStays(int bytes) throws Exception {
        listenUntilNotified(broker.port());

        publish("{'event_type': 'image.update', 'payload': {'id': '70a599e0-31e7-49b7-b260-868f441e862b', 'updated_at':"
                + " '2026-11-25T22:00:01Z', 'properties': {'x': '" + "x".repeat(bytes) + "'}}}");
        heard.next("image", RETURN);

        change();
        heard.next("image", RETURN);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void missingExchangeIsAwaitedAndNeverDeclared(boolean durable) throws Exception {
        listen(broker.port());
        heard.next("lost: no-exchange", RETURN);

        channel.exchangeDeclare(exchange, "topic", durable, false, null);

        heard.next("subscribed", RETURN);
        change();
        heard.next("image", RETURN);
    }

    @Test
    void deletedExchangeIsNoticedAndTheNewOneIsUsed() throws Exception {
        listenUntilNotified(broker.port());

        channel.exchangeDelete(exchange);
        heard.next("lost: no-exchange", FALL);
        declare();

        untilNotifiedAgain();
    }

    @Test
    void closedConnectionIsReopened() throws Exception {
        try (LiveWire wire = LiveWire.open("127.0.0.1", broker.port())) {
            listenUntilNotified(wire.port());

            wire.cut();
            heard.next("lost: disconnected", FALL);

            untilNotifiedAgain();
        }
    }

    @Test
    void silentConnectionIsClosed() throws Exception {
        try (LiveWire wire = LiveWire.open("127.0.0.1", broker.port())) {
            listenUntilNotified(wire.port());

            wire.die();

            heard.next("lost: disconnected", Duration.ofSeconds(15));
        }
    }

    @Test
    void cancelledConsumerIsReplaced() throws Exception {
        listenUntilNotified(broker.port(), "events.instance", "cancelled");
        String queue = broker.control("list_queues", "name", "--no-table-headers")
                .lines()
                .filter(name -> name.startsWith("gw.cancelled."))
                .findFirst()
                .orElseThrow();

        // Only the broker may delete an exclusive queue.
        broker.control(
                "eval",
                "{ok, Q} = rabbit_amqqueue:lookup(rabbit_misc:r(<<\"/\">>, queue, <<\"" + queue
                        + "\">>)), rabbit_amqqueue:delete(Q, false, false, <<\"test\">>).");

        heard.next("lost: disconnected", RETURN);
        assertThat(heard.detail).contains("cancelled");
        untilNotifiedAgain();
    }

    @Test
    void feedReconnectsToARestartedBroker() throws Exception {
        listenUntilNotified(broker.port());

        broker.kill();
        heard.next("lost: disconnected", FALL);
        broker.restart();

        // The exchange is not durable.
        heard.until("lost: no-exchange", RETURN);
        connect();
        declare();
        untilNotifiedAgain();
    }

    @Test
    void closedFeedLeavesNothingAtTheBroker() throws Exception {
        listenUntilNotified(broker.port(), "events.instance", "closed");
        String before = broker.control("list_queues", "name");

        close();

        assertThat(before).contains("gw.closed.");
        assertThat(broker.control("list_queues", "name")).doesNotContain("gw.closed.");
        assertThat(broker.control("list_exchanges", "name")).doesNotContain("gw.");
    }

    @Test
    void rejectedUserIsReportedWithoutThePassword() throws Exception {
        declare();
        listen(broker.port(), "events.username", "nobody");

        heard.next("lost: disconnected", RETURN);
        heard.next("lost: disconnected", RETURN);

        assertThat(heard.detail).contains("ACCESS_REFUSED").doesNotContain("s3cret");
    }

    @Test
    void userNeedsPermissionsForItsQueuesAndTheExchangeOnly() throws Exception {
        broker.control("add_user", "gateway", "s3cret");
        broker.control("set_permissions", "gateway", "^gw\\.", "^gw\\.", "^(gw\\..*|" + exchange + ")$");

        listenUntilNotified(broker.port(), "events.username", "gateway");

        // The check, twice a second, needs no other permission.
        assertThat(heard.words.poll(1_500, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void tlsCertificateMustBeTrustedAndNameTheHost() throws Exception {
        listenUntilNotified(broker.tlsPort(), "events.tls", "true", "events.cafile", CA);
        close();

        listen(broker.tlsPort(), "events.tls", "true");
        heard.next("lost: disconnected", RETURN);
        assertThat(heard.detail).contains("certification path");
        close();
        heard.words.clear();

        try (LiveWire wire = LiveWire.open("127.0.0.2", broker.tlsPort())) {
            listen(
                    wire.port(),
                    "events.brokers",
                    "127.0.0.2:" + wire.port(),
                    "events.tls",
                    "true",
                    "events.cafile",
                    CA);
            heard.next("lost: disconnected", RETURN);
            assertThat(heard.detail).contains("127.0.0.2");
        }
    }

    @Test
    void brokerGetsTheClientCertificate() throws Exception {
        listenUntilNotified(
                broker.tlsPort(),
                "events.tls",
                "true",
                "events.cafile",
                CA,
                "events.certfile",
                "src/test/resources/tls/client.pem",
                "events.keyfile",
                "src/test/resources/tls/client.key");

        assertThat(broker.control("list_connections", "peer_cert_subject")).contains("CN=gateway");
    }

    @Test
    void insecureTakesABrokerThatIsNotTrusted() throws Exception {
        listenUntilNotified(broker.tlsPort(), "events.tls", "true", "events.insecure", "true");
    }

    @Test
    void unreadableMessageIsAcknowledged() throws Exception {
        listenUntilNotified(broker.port());

        publish("nonsense");
        publish("x".repeat(2 << 20));
        publish("{'event_type': 'task.create', 'payload': {}}");
        change();
        change();

        for (String word : List.of("unreadable", "unreadable", "ignored", "image", "image")) {
            heard.next(word, RETURN);
        }
    }

    @Test
    void consumersOfTheSharedQueueGetAllMessages() throws Exception {
        declare();
        channel.queueDeclare(KEY, false, false, false, null);
        channel.queueBind(KEY, exchange, KEY);
        CountDownLatch all = new CountDownLatch(1_000);
        Channel other = own.createChannel();
        other.basicConsume(KEY, true, new DefaultConsumer(other) {
            @Override
            public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties with, byte[] body) {
                all.countDown();
            }
        });
        listen(broker.port());
        heard.next("subscribed", RETURN);

        for (int i = 0; i < 1_000; i++) {
            change();
        }

        assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 1_000; i++) {
            heard.next("image", RETURN);
        }
        channel.queueDelete(KEY);
    }

    @Test
    void tooLongABacklogIsDropped() throws Exception {
        listenUntilNotified(broker.port());
        heard.hold = new CountDownLatch(1);

        for (int i = 0; i < 60_000; i++) {
            publish("{'event_type': 'image.send', 'payload': {}}");
        }
        channel.confirmSelect();
        change();
        channel.waitForConfirmsOrDie(30_000);
        heard.hold.countDown();

        heard.until("lost: lagging", RETURN);
        assertThat(heard.detail).contains("messages wait");
        heard.until("subscribed", RETURN);
        heard.words.clear();
        change();
        heard.next("image", RETURN);
    }
}
