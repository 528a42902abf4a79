package dev.vitrine.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that responds with arbitrary bytes. Each connection has its own thread. */
public final class RawServer implements AutoCloseable {
    private final ServerSocket listener;
    private final Answer answer;
    private final AtomicInteger requests = new AtomicInteger();
    private final CompletableFuture<Void> cutOff = new CompletableFuture<>();

    /** Writes the response to the n-th request, counted from 1. */
    public interface Answer {
        void write(OutputStream out, int request) throws IOException;
    }

    private RawServer(Answer answer) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.answer = answer;
    }

    public static RawServer start(Answer answer) throws IOException {
        RawServer server = new RawServer(answer);
        daemon(server::accept);
        return server;
    }

    /** Returns the same response for every request, with one byte for each character. */
    public static Answer bytes(String text) {
        return (out, request) -> out.write(text.getBytes(ISO_8859_1));
    }

    public String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    public int requests() {
        return requests.get();
    }

    /** Completes when the peer has closed a connection on which a response was being written. */
    public CompletableFuture<Void> cutOff() {
        return cutOff;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                daemon(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The test has ended.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            while (readHead(socket.getInputStream())) {
                answer.write(socket.getOutputStream(), requests.incrementAndGet());
            }
        } catch (IOException reset) {
            cutOff.complete(null);
        }
    }

    /** Reads to the blank line; returns false at the end of the connection. */
    private static boolean readHead(InputStream in) throws IOException {
        int last = 0;
        while (last != 0x0D0A0D0A) {
            int next = in.read();
            if (next < 0) {
                return false;
            }
            last = last << 8 | next;
        }
        return true;
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
