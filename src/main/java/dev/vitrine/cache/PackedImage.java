package dev.vitrine.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.model.Image;
import dev.vitrine.model.Image.Property;
import dev.vitrine.model.Image.Visibility;
import dev.vitrine.model.ImageStatus;
import dev.vitrine.model.PropertyValue;
import dev.vitrine.model.ResponseTemplate;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An image's record in few bytes, stored beside a document that was rendered of it: a text that the document contains is
 * not stored twice, but referred to by its offset there.
 *
 * <p>Read rarely, when another view or the metadata alone is asked for: hits are served from a document. Any thread.
 */
final class PackedImage {
    private static final ImageStatus[] STATUSES = ImageStatus.values();
    private static final Visibility[] VISIBILITIES = Visibility.values();

    /** The lowest bits of the number with which a text or a value begins; the length of the text is above them. */
    private static final int NULL = 0;

    private static final int INLINE = 1;
    private static final int REFERENCE = 2;
    private static final int LITERAL = 3;
    private static final int KIND_BITS = 2;

    /** An offset takes as many bytes as a text of this length. */
    private static final int SHORT = 2;

    /**
     * At how many offsets a text is searched for. A text longer than {@link #LONG} is searched for close behind its key
     * only, or stored twice: no image may block an event loop with texts that are nearly alike.
     */
    private static final int FAR = 4096;

    private static final int NEAR = 64;
    private static final int LONG = 128;

    private PackedImage() {}

    /** Returns the record in bytes that can be read beside this very document. */
    static byte[] of(Image image, ResponseTemplate document) {
        return new Packing(document).bytes(image);
    }

    /** Returns the record that was packed into these bytes beside this document. */
    static Image read(byte[] packed, ResponseTemplate document) {
        return new Unpacking(packed, document).image();
    }

    private static final class Packing {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);
        private final ResponseTemplate document;

        /** The offset at which the last reference ended: the next text is mostly found soon after it. */
        private int from;

        Packing(ResponseTemplate document) {
            this.document = document;
        }

        /** Texts come as in a JSON document, so that each one is found soon after the one before. */
        byte[] bytes(Image image) {
            out.write(Arrays.asList(STATUSES).indexOf(image.status()));
            out.write(Arrays.asList(VISIBILITIES).indexOf(image.visibility()));
            number(image.minRam());
            number(image.minDisk());
            number(image.size());
            text(image.created());
            text(image.id());
            number(image.metadata().size());
            for (Property property : image.metadata()) {
                text(property.key());
                value(property.value());
            }
            text(image.name());
            text(image.updated());
            return out.toByteArray();
        }

        private void value(PropertyValue value) {
            if (value instanceof PropertyValue.Literal literal) {
                out.write(LITERAL);
                text(literal.json());
                text(literal.text());
            } else {
                text(value.text());
            }
        }

        private void text(@Nullable String text) {
            if (text == null) {
                out.write(NULL);
                return;
            }
            byte[] utf8 = text.getBytes(UTF_8);
            int at = utf8.length <= SHORT ? -1 : document.indexOf(utf8, from, utf8.length > LONG ? NEAR : FAR);
            number(((long) utf8.length << KIND_BITS) | (at < 0 ? INLINE : REFERENCE));
            if (at < 0) {
                out.writeBytes(utf8);
            } else {
                step(at - from);
                from = at + utf8.length;
            }
        }

        /** The sign goes into the lowest bit, so that a short step takes one byte in either direction. */
        private void step(int step) {
            number(step < 0 ? ((long) -step << 1) | 1 : (long) step << 1);
        }

        /** Seven bits a byte, the lowest first; a negative number takes ten bytes. */
        private void number(long number) {
            long rest = number;
            while ((rest & ~0x7FL) != 0) {
                out.write((int) (rest & 0x7F) | 0x80);
                rest >>>= 7;
            }
            out.write((int) rest);
        }
    }

    private static final class Unpacking {
        private final byte[] bytes;
        private final ResponseTemplate document;
        private int at;

        /** The offset in the document at which the last reference ended. */
        private int from;

        Unpacking(byte[] bytes, ResponseTemplate document) {
            this.bytes = bytes;
            this.document = document;
        }

        Image image() {
            ImageStatus status = STATUSES[bytes[at++]];
            Visibility visibility = VISIBILITIES[bytes[at++]];
            long minRam = number();
            long minDisk = number();
            long size = number();
            String created = text();
            String id = known(text());
            List<Property> properties = properties();
            String name = text();
            String updated = text();
            return new Image(id, name, status, minRam, minDisk, size, created, updated, visibility, properties);
        }

        private List<Property> properties() {
            int size = (int) number();
            List<Property> properties = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                properties.add(new Property(known(text()), value()));
            }
            return properties;
        }

        private PropertyValue value() {
            if (bytes[at] != LITERAL) {
                return new PropertyValue.Text(known(text()));
            }
            at++;
            return new PropertyValue.Literal(known(text()), known(text()));
        }

        private @Nullable String text() {
            long begin = number();
            int kind = (int) begin & ((1 << KIND_BITS) - 1);
            if (kind == NULL) {
                return null;
            }
            int length = (int) (begin >> KIND_BITS);
            if (kind == REFERENCE) {
                from += step() + length;
                return document.text(from - length, length);
            }
            at += length;
            return new String(bytes, at - length, length, UTF_8);
        }

        private static String known(@Nullable String text) {
            if (text == null) {
                throw new IllegalStateException("a text that no record lacks was packed as none");
            }
            return text;
        }

        private int step() {
            long step = number();
            return (step & 1) == 0 ? (int) (step >> 1) : (int) -(step >> 1);
        }

        private long number() {
            long number = 0;
            int shift = 0;
            long next;
            do {
                next = bytes[at++];
                number |= (next & 0x7F) << shift;
                shift += 7;
            } while (next < 0);
            return number;
        }
    }
}
