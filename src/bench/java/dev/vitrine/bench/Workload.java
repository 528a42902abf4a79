package dev.vitrine.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.stream.IntStream;

/** Requests by number, each with the very bytes that must come back. Any thread. */
final class Workload {
    /** How many images a list holds. */
    static final int LISTED = 1000;

    private final Template request;
    private final Template answer;
    private final byte[][] ids;
    private final byte[][] tenants;

    private Workload(String request, String answer, int ids, int tenants) {
        this.request = new Template(request);
        this.answer = new Template(answer);
        this.ids = IntStream.range(0, ids)
                .mapToObj(number -> Names.id(number).getBytes(US_ASCII))
                .toArray(byte[][]::new);
        this.tenants = IntStream.range(0, tenants).mapToObj(Names::tenant).toArray(byte[][]::new);
    }

    /**
     * Returns what is asked of the server on a port of 127.0.0.1, ids and tenants in turn.
     *
     * @param kind {@code json}, {@code xml} or {@code list} of the gateway; {@code record} or {@code page} of who
     *     passes on what Glance says; {@code server} of who passes on what Nova says; {@code constant} of who always says the same
     */
    static Workload of(String kind, int port, int ids, int tenants) {
        String image = "/v2/p_____/images/" + Template.ID;
        return switch (kind) {
            case "json" -> new Workload(get(image, port, ""), Texts.json(port), ids, tenants);
            case "xml" -> new Workload(get(image, port, "Accept: application/xml\r\n"), Texts.xml(port), ids, tenants);
            case "constant" -> new Workload(get(image, port, ""), Texts.json(port), 1, 1);
            case "list" ->
                new Workload(get("/v2/p_____/images/detail", port, ""), Texts.list(port, LISTED), 1, tenants);
            case "record" -> new Workload(get("/v2/images/" + Template.ID, port, ""), Texts.RECORD, ids, tenants);
            case "server" -> new Workload(get("/v2.1/servers/" + Template.ID, port, ""), Texts.RECORD, ids, tenants);
            case "page" ->
                new Workload(get("/v2/images?limit=1000", port, ""), Texts.page(0, LISTED, LISTED), 1, tenants);
            default -> throw new IllegalArgumentException("no such workload: " + kind);
        };
    }

    private static String get(String path, int port, String more) {
        return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nX-Auth-Token: t_____\r\n" + more + "\r\n";
    }

    /** Returns a request, as bytes on the wire. */
    byte[] request(long number) {
        return filled(request, number);
    }

    /** Returns the body of its answer. */
    byte[] answer(long number) {
        return filled(answer, number);
    }

    private byte[] filled(Template template, long number) {
        return template.fill(ids[(int) (number % ids.length)], tenants[(int) (number % tenants.length)]);
    }

    /** Returns how many requests it takes until every id and every tenant has come up. */
    int once() {
        return Math.max(ids.length, tenants.length);
    }
}
