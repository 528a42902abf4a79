package dev.vitrine.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A DNS server on UDP that has the same addresses for every name, IPv4 or IPv6, with a TTL, and counts the questions for them. An
 * answer has one of them, each in turn, as clients see it that take the first.
 */
public final class FakeNameServer implements AutoCloseable {
    private static final int TYPE_A = 1;
    private static final int TYPE_AAAA = 28;
    private static final int HEADER = 12;

    private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final AtomicInteger questions = new AtomicInteger();
    private final AtomicInteger turn = new AtomicInteger();
    private volatile List<String> addresses;
    private final int ttlSeconds;

    public FakeNameServer(String address, int ttlSeconds) throws IOException {
        this.addresses = List.of(address);
        this.ttlSeconds = ttlSeconds;
        Thread thread = new Thread(this::serve, "fake-name-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns the server's own address, as Vert.x's options have it. */
    public String server() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** Sets the addresses in further answers. */
    public void move(String... to) {
        addresses = List.of(to);
    }

    /** Returns the number of questions for an address of the kind that it has. */
    public int questions() {
        return questions.get();
    }

    private void serve() {
        byte[] bytes = new byte[512];
        try {
            while (true) {
                DatagramPacket question = new DatagramPacket(bytes, bytes.length);
                socket.receive(question);
                byte[] answer = answer(Arrays.copyOf(bytes, question.getLength()));
                socket.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
            }
        } catch (IOException closed) {
            // The test has ended.
        }
    }

    /** Repeats the question; the address follows if it is of the type, else nothing (RFC 1035 section 4, RFC 3596). */
    private byte[] answer(byte[] bytes) throws IOException {
        ByteBuffer question = ByteBuffer.wrap(bytes);
        int end = HEADER;
        while (question.get(end) != 0) {
            end += 1 + question.get(end);
        }
        List<String> all = addresses;
        byte[] address = InetAddress.getByName(all.get(turn.get() % all.size())).getAddress();
        int type = address.length == 4 ? TYPE_A : TYPE_AAAA;
        boolean isKnown = question.getShort(end + 1) == type;
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(answer);
        out.writeShort(question.getShort(0));
        out.writeShort(0x8180);
        out.writeShort(1);
        out.writeShort(isKnown ? 1 : 0);
        out.writeInt(0);
        out.write(bytes, HEADER, end + 5 - HEADER);
        if (isKnown) {
            questions.incrementAndGet();
            turn.incrementAndGet();
            out.writeShort(0xC000 | HEADER);
            out.writeShort(type);
            out.writeShort(1);
            out.writeInt(ttlSeconds);
            out.writeShort(address.length);
            out.write(address);
        }
        return answer.toByteArray();
    }

    @Override
    public void close() {
        socket.close();
    }
}
