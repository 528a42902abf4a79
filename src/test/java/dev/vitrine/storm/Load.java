package dev.vitrine.storm;

import dev.vitrine.storm.Answers.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Clients that send one request after the other on a kept connection until they are stopped; every body is checked. */
final class Load {
    private final int port;
    private final List<Ask> asks;
    private final long betweenNanos;
    private final AtomicLong number = new AtomicLong();
    private final List<Client> clients = new ArrayList<>();
    private volatile boolean isStopped;

    private Load(int port, List<Ask> asks, int connections, double perSecond) {
        this.port = port;
        this.asks = asks;
        this.betweenNanos = perSecond == 0 ? 0 : (long) (connections * 1e9 / perSecond);
    }

    /** Starts them; with a rate of 0 they do not pause between requests. */
    static Load start(int port, List<Ask> asks, int connections, double perSecond) {
        Load load = new Load(port, asks, connections, perSecond);
        long now = System.nanoTime();
        for (int i = 0; i < connections; i++) {
            Client client = load.new Client(now + load.betweenNanos * i / connections);
            load.clients.add(client);
            client.start();
        }
        return load;
    }

    /** Sends each request once, in their order, and returns the responses. */
    static Answers once(int port, List<Ask> asks, int connections) throws InterruptedException {
        Load load = new Load(port, asks, connections, 0);
        for (int i = 0; i < connections; i++) {
            Client client = load.new Client(System.nanoTime());
            client.isOnce = true;
            load.clients.add(client);
            client.start();
        }
        return load.joined();
    }

    /** Stops them after their current responses, and returns all responses. */
    Answers stop() throws InterruptedException {
        isStopped = true;
        return joined();
    }

    private Answers joined() throws InterruptedException {
        List<Answer> all = new ArrayList<>();
        for (Client client : clients) {
            client.join();
            all.addAll(client.answers);
        }
        return new Answers(all);
    }

    private final class Client extends Thread {
        private final List<Answer> answers = new ArrayList<>();
        private long nextNanos;
        private boolean isOnce;
        private @Nullable Wire wire;

        private Client(long firstNanos) {
            super("load");
            setDaemon(true);
            nextNanos = firstNanos;
        }

        @Override
        public void run() {
            long mine = number.getAndIncrement();
            while (!isStopped && (!isOnce || mine < asks.size())) {
                ask(asks.get((int) (mine % asks.size())));
                mine = number.getAndIncrement();
                pause();
            }
            hangUp();
        }

        private void ask(Ask ask) {
            long start = System.nanoTime();
            int status = 0;
            int which = -1;
            try {
                Wire open = wire == null ? new Wire(port) : wire;
                wire = open;
                Wire.Reply reply = open.send(ask.bytes());
                status = reply.status();
                which = ask.which(status, reply.body());
                if (open.isLast()) {
                    hangUp();
                }
            } catch (IOException | RuntimeException broken) {
                hangUp();
            }
            answers.add(new Answer(start, System.nanoTime() - start, status, which));
        }

        /** A client that is late does not catch up. */
        private void pause() {
            nextNanos = Math.max(nextNanos + betweenNanos, System.nanoTime());
            while (betweenNanos > 0 && !isStopped && System.nanoTime() - nextNanos < 0) {
                LockSupport.parkNanos(nextNanos - System.nanoTime());
            }
        }

        private void hangUp() {
            try {
                if (wire != null) {
                    wire.close();
                }
            } catch (IOException gone) {
                // Closing is best effort.
            }
            wire = null;
        }
    }
}
