package dev.vitrine.storm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Deliberately slow clients from four addresses: each sends something, and then a byte every second, or does not read
 * its responses, and reconnects when its connection was closed, at a rate of two hundred a second.
 */
final class SlowClients extends Thread {
    /** There are ten turns a second, in each of which a tenth of them acts. */
    private static final int TURNS = 10;

    private static final Duration TURN = Duration.ofMillis(100);
    private static final int CONNECTS_A_TURN = 20;

    /** The time after which a client that does not read checks whether its connection was closed. */
    private static final Duration LATE = Duration.ofMillis(13_500);

    private final int port;
    private final List<Client> clients = new ArrayList<>();
    private final Map<Kind, Duration> longest = new EnumMap<>(Kind.class);
    private volatile boolean isStopped;
    private int cutOff;
    private int connects;

    /** The kind of slowness. */
    enum Kind {
        /** Slow request headers. */
        HEAD,
        /** A slow request body. */
        BODY,
        /** Responses are not read. */
        ANSWERS
    }

    private SlowClients(int port) {
        super("slow clients");
        setDaemon(true);
        this.port = port;
    }

    /** Starts this number of clients, equally many of each kind, against a gateway with these images. */
    static SlowClients start(int port, int number, String path, String token) {
        SlowClients crowd = new SlowClients(port);
        String head = "GET " + path + " HTTP/1.1\r\nHost: storm.test\r\nX-Auth-Token: " + token + "\r\n";
        String body = head.replace("GET", "POST").replace(" HTTP", "/metadata HTTP")
                + "Content-Type: application/json\r\nContent-Length: 9999\r\n\r\n";
        Map<Kind, String> beginnings =
                Map.of(Kind.HEAD, head, Kind.BODY, body, Kind.ANSWERS, (head + "\r\n").repeat(20));
        Kind[] kinds = Kind.values();
        for (int i = 0; i < number; i++) {
            Kind kind = kinds[i % kinds.length];
            crowd.clients.add(crowd.new Client(kind, beginnings.get(kind), "127.0.0." + (2 + i / kinds.length % 4)));
        }
        crowd.start();
        return crowd;
    }

    /** Stops them; returns the maximum lifetime of a connection by kind, including open ones. */
    Map<Kind, Duration> end() throws InterruptedException {
        isStopped = true;
        join();
        return longest;
    }

    /** Returns the number of connections that the gateway closed; after {@link #end}. */
    int cutOff() {
        return cutOff;
    }

    @Override
    public void run() {
        for (int turn = 0; !isStopped; turn = (turn + 1) % TURNS) {
            long start = System.nanoTime();
            connects = 0;
            for (int i = turn; i < clients.size(); i += TURNS) {
                clients.get(i).goOn();
            }
            try {
                Thread.sleep(Math.max(TURN.toMillis() - (System.nanoTime() - start) / 1_000_000, 1));
            } catch (InterruptedException end) {
                return;
            }
        }
        clients.forEach(Client::end);
    }

    private final class Client {
        private final Kind kind;
        private final byte[] beginning;
        private final String from;
        private @Nullable SocketChannel channel;
        private long sinceNanos;

        private Client(Kind kind, String beginning, String from) {
            this.kind = kind;
            this.beginning = beginning.getBytes(StandardCharsets.ISO_8859_1);
            this.from = from;
        }

        /** Connects, or sends another byte; detects a closed connection. */
        private void goOn() {
            try {
                if (channel == null && connects < CONNECTS_A_TURN) {
                    connects++;
                    channel = connect();
                } else if (channel != null && isOver(channel)) {
                    cutOff++;
                    end();
                }
            } catch (IOException reset) {
                cutOff++;
                end();
            }
        }

        private SocketChannel connect() throws IOException {
            SocketChannel open = SocketChannel.open();
            open.setOption(StandardSocketOptions.SO_RCVBUF, 2_048);
            open.bind(new InetSocketAddress(from, 0));
            open.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            open.configureBlocking(false);
            open.write(ByteBuffer.wrap(beginning));
            sinceNanos = System.nanoTime();
            return open;
        }

        private boolean isOver(SocketChannel open) throws IOException {
            if (kind == Kind.ANSWERS) {
                return System.nanoTime() - sinceNanos > LATE.toNanos() && isAtEnd(open);
            }
            if (isAtEnd(open)) {
                return true;
            }
            open.write(ByteBuffer.wrap(new byte[] {'x'}));
            return false;
        }

        private static boolean isAtEnd(SocketChannel open) throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
            int read = open.read(buffer);
            while (read > 0) {
                read = open.read(buffer.clear());
            }
            return read < 0;
        }

        private void end() {
            if (channel != null) {
                longest.merge(kind, Duration.ofNanos(System.nanoTime() - sinceNanos), SlowClients::longer);
                try {
                    channel.close();
                } catch (IOException gone) {
                    // Closing is best effort.
                }
                channel = null;
            }
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
