package dev.vitrine.live;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A TCP proxy on loopback whose connections can be closed, or go silent. */
final class LiveWire implements AutoCloseable {
    private final ServerSocket listener;
    private final int target;
    private final List<Socket> ends = new CopyOnWriteArrayList<>();
    private volatile boolean isDead;

    private LiveWire(String address, int target) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getByName(address));
        this.target = target;
    }

    /** Opens a way from any free port of this address to that port of 127.0.0.1. */
    static LiveWire open(String address, int target) throws IOException {
        LiveWire wire = new LiveWire(address, target);
        run(wire::accept);
        return wire;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Ends every connection; new ones can be made. */
    void cut() {
        ends.forEach(LiveWire::close);
        ends.clear();
    }

    /** Forwards nothing from now on, without closing connections. */
    void die() {
        isDead = true;
    }

    private void accept() {
        try {
            while (true) {
                Socket near = listener.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                ends.addAll(List.of(near, far));
                run(() -> pass(near, far));
                run(() -> pass(far, near));
            }
        } catch (IOException closed) {
            cut();
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[8192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (!isDead) {
                    out.write(buffer, 0, read);
                }
            }
        } catch (IOException cutOff) {
            // The other direction ends with it.
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void run(Runnable task) {
        Thread thread = new Thread(task, "wire");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }
}
