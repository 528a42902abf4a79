package dev.vitrine.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A text with places for an image's id and a tenant's number, all of one length, so that filling it is copying. */
final class Template {
    /** Stands in a template for the id of an image. */
    static final String ID = "ffffffff-ffff-4fff-8fff-ffffffffffff";
    /** Stands in a template for the number of a tenant. */
    static final String TENANT = "_____";

    private final byte[] bytes;
    private final int[] ids;
    private final int[] tenants;

    Template(String text) {
        this.bytes = text.getBytes(US_ASCII);
        this.ids = places(text, ID);
        this.tenants = places(text, TENANT);
    }

    private static int[] places(String text, String mark) {
        return Pattern.compile(mark, Pattern.LITERAL)
                .matcher(text)
                .results()
                .mapToInt(MatchResult::start)
                .toArray();
    }

    /** Returns the bytes with this id and this tenant in their places. */
    byte[] fill(byte[] id, byte[] tenant) {
        byte[] filled = Arrays.copyOf(bytes, bytes.length);
        put(filled, ids, id);
        put(filled, tenants, tenant);
        return filled;
    }

    private static void put(byte[] filled, int[] places, byte[] part) {
        for (int place : places) {
            System.arraycopy(part, 0, filled, place, part.length);
        }
    }
}
