package dev.vitrine.glance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.vitrine.glance.BaseAttributes.MemberName;
import dev.vitrine.glance.BaseAttributes.MemberNames;
import dev.vitrine.glance.ImageRecordParser.Members;
import dev.vitrine.model.Image;
import dev.vitrine.model.Image.Property;
import dev.vitrine.model.IsoTime;
import dev.vitrine.model.PropertyValue;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Parses the records that are plain, as nearly all of Glance's are: each member once, texts of ASCII without escapes, numbers of
 * some digits, null, flags, and lists of texts where nothing is shown of them; nothing but spaces between. It makes the same image
 * of them as {@link ImageRecordParser} in a third of the time, and leaves any other record to that one.
 *
 * <p>For records one after the other, of one page or of many responses, and one thread.
 */
final class PlainRecordParser {
    /** The record may be plain, but its end is not there yet. */
    static final int INCOMPLETE = -1;

    /** The record is not plain. */
    static final int OTHER = -2;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Each byte of a word 1, and each 0x80. */
    private static final long ONES = 0x0101010101010101L;

    private static final long HIGH_BITS = ONES << 7;
    private static final int MAX_NAME = 1000;
    private static final int MAX_DIGITS = 18;

    private final MemberNames names;
    private Members members = new Members();
    private byte[] bytes = {};
    private int at;
    private int result;

    PlainRecordParser(MemberNames names) {
        this.names = names;
    }

    /**
     * Parses the record whose brace is at this offset, and returns the offset behind it; {@link #INCOMPLETE} or {@link #OTHER}
     * if that cannot be done.
     */
    int parse(byte[] bytes, int from) {
        this.bytes = bytes;
        at = from + 1;
        result = OTHER;
        names.beginRecord();
        members = new Members();
        for (int place = 0; member(place); place++) {
            int next = next();
            if (next != ',') {
                return next == '}' && members.id != null ? at : result;
            }
        }
        return result;
    }

    /** Returns the image, once a record was parsed. */
    Image image() {
        return members.image(Objects.requireNonNull(members.id));
    }

    /** Returns the next byte that is no space; 0 if there is none, or if it is no ASCII. */
    private int next() {
        while (at < bytes.length) {
            byte next = bytes[at++];
            if (next != ' ') {
                return Math.max(next, 0);
            }
        }
        result = INCOMPLETE;
        return 0;
    }

    private boolean member(int place) {
        MemberName member = next() == '"' ? name(place) : null;
        return member != null && names.isFirst(member) && next() == ':' && value(member);
    }

    private @Nullable MemberName name(int place) {
        MemberName expected = names.expected(place);
        if (expected != null && expected.isAt(bytes, at)) {
            at += expected.length() + 1;
            return expected;
        }
        int end = endOfText();
        if (end < 0 || end - at > MAX_NAME) {
            return null;
        }
        MemberName member = names.plain(text(end), place);
        at = end + 1;
        return member;
    }

    private String text(int end) {
        return new String(bytes, at, end - at, ISO_8859_1);
    }

    private boolean value(MemberName member) {
        int first = next();
        return switch (first) {
            case '"' -> textOf(member);
            case 'n' -> isWord("null") && nullOf(member);
            case 't' -> isWord("true") && flagOf(member, PropertyValue.TRUE);
            case 'f' -> isWord("false") && flagOf(member, PropertyValue.FALSE);
            case '[' -> !member.isShown() && texts();
            default -> first >= '0' && first <= '9' && numberOf(member);
        };
    }

    /** Returns whether the word is here, whose first letter was read. */
    private boolean isWord(String word) {
        for (int i = 1; i < word.length(); i++) {
            if (at == bytes.length) {
                result = INCOMPLETE;
                return false;
            }
            if (bytes[at++] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Passes over the rest of a list of texts. */
    private boolean texts() {
        int next = next();
        if (next == ']') {
            return true;
        }
        while (next == '"') {
            int end = endOfText();
            at = end + 1;
            next = end < 0 ? 0 : next();
            if (next != ',') {
                return next == ']';
            }
            next = next();
        }
        return false;
    }

    private boolean numberOf(MemberName member) {
        int begin = at - 1;
        long number = (long) bytes[begin] - '0';
        while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9') {
            number = 10 * number + bytes[at++] - '0';
        }
        boolean isPlain = at - begin <= MAX_DIGITS && (at - begin == 1 || bytes[begin] != '0');
        return isPlain && (!member.isShown() || numberOf(member, number));
    }

    private boolean numberOf(MemberName member, long number) {
        switch (member.text()) {
            case "min_ram" -> members.minRam = number;
            case "min_disk" -> members.minDisk = number;
            case "size" -> members.size = number;
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean nullOf(MemberName member) {
        addProperty(member, PropertyValue.NULL);
        return switch (member.text()) {
            case "id", "status", "visibility" -> false;
            default -> true;
        };
    }

    private boolean flagOf(MemberName member, PropertyValue flag) {
        addProperty(member, flag);
        return member.isProperty() || !member.isShown();
    }

    private void addProperty(MemberName member, PropertyValue value) {
        if (member.isProperty()) {
            members.metadata.add(new Property(member.text(), value));
        }
    }

    private boolean textOf(MemberName member) {
        int end = endOfText();
        boolean isPlain = end >= 0 && (!member.isShown() || textOf(member, text(end)));
        at = end + 1;
        return isPlain;
    }

    private boolean textOf(MemberName member, String text) {
        switch (member.text()) {
            case "id" -> members.id = text;
            case "name" -> members.name = text;
            case "status" -> members.status = text;
            case "visibility" -> members.visibility = text;
            case "owner" -> members.owner = text;
            case "created_at" -> {
                members.created = IsoTime.utc(text);
                return members.created != null;
            }
            case "updated_at" -> {
                members.updated = IsoTime.utc(text);
                return members.updated != null;
            }
            case "min_ram", "min_disk", "size", "block_device_mapping", "mappings" -> {
                return false;
            }
            default -> addProperty(member, new PropertyValue.Text(text));
        }
        return true;
    }

    /** Returns the offset of the quote that ends the text which begins here; -1 if the text is not plain, or has no end. */
    private int endOfText() {
        int end = at;
        while (end + Long.BYTES <= bytes.length) {
            long marks = marks((long) WORDS.get(bytes, end));
            if (marks != 0) {
                end += Long.numberOfTrailingZeros(marks) / Byte.SIZE;
                return bytes[end] == '"' ? end : -1;
            }
            end += Long.BYTES;
        }
        while (end < bytes.length) {
            byte next = bytes[end];
            if (next == '"' || next < ' ' || next == '\\') {
                return next == '"' ? end : -1;
            }
            end++;
        }
        result = INCOMPLETE;
        return -1;
    }

    /**
     * Sets the high bit of the first of eight bytes that ends a plain text: a quote, a backslash, a control, or no ASCII. Bits
     * behind it mean nothing: a byte from which more is taken than it is borrows from those behind it.
     */
    private static long marks(long word) {
        return (below(word ^ (ONES * '"'), 1) | below(word ^ (ONES * '\\'), 1) | below(word, ' ') | word) & HIGH_BITS;
    }

    private static long below(long word, int bound) {
        return (word - ONES * bound) & ~word;
    }
}
