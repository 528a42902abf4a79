package dev.vitrine.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.model.Image;
import dev.vitrine.model.ListQuery.Page;
import dev.vitrine.model.Listing;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.ResponseTemplate.Growth;
import dev.vitrine.model.View;
import dev.vitrine.model.View.Format;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes a list of images incrementally, as they arrive from Glance, so that only the document is held in memory.
 *
 * <p>Not thread-safe.
 */
public final class ListWriter {
    private final ResponseTemplate.Builder template;
    private final Entries entries;
    private int[] bounds = new int[16];
    private int count;

    /** The writer of one format. What it has written is in the template when it returns. */
    interface Entries {
        void begin();

        /** Writes what is between two entries, or before the first one. */
        void separator(boolean isFirst);

        void add(Image image);

        void finish();
    }

    /** Starts a list that is known to be short. */
    public ListWriter(View view, boolean detail) {
        this(view, detail, Growth.UNLIMITED);
    }

    /**
     * Starts a list.
     *
     * @param detail whether entries have all attributes; else they have id, name and links
     * @param growth is asked before the document takes more memory; {@link #add} and {@link #finish} throw what it throws
     */
    public ListWriter(View view, boolean detail, Growth growth) {
        template = new ResponseTemplate.Builder(growth).digesting();
        entries = view.format() == Format.XML
                ? new XmlEntries(template, view, detail)
                : new JsonEntries(template, view, detail);
        entries.begin();
    }

    /** Appends an image. */
    public void add(Image image) {
        begin();
        entries.add(image);
        end();
    }

    /**
     * Appends an entry of another list, which has the same view and detail.
     *
     * @param begin where the entry begins in the document, as of {@link #bounds}
     * @param end where it ends
     */
    public void copy(ResponseTemplate document, int begin, int end) {
        begin();
        template.copy(document, begin, end);
        end();
    }

    private void begin() {
        entries.separator(count == 0);
        if (count + 2 > bounds.length) {
            bounds = Arrays.copyOf(bounds, 2 * bounds.length);
        }
        bounds[count++] = template.size();
    }

    private void end() {
        bounds[count++] = template.size();
    }

    /** Returns for each entry where it begins, and where it ends, in the document without its links. */
    public int[] bounds() {
        return Arrays.copyOf(bounds, count);
    }

    /** Returns the list without its end, which depends on the request. */
    public Listing finish(Page page) {
        entries.finish();
        return new Listing(template.build(), page);
    }

    /**
     * Returns the end of a list, to be appended to the filled template.
     *
     * @param count the number of images in the list
     * @param next the URL of the next page; null on the last page
     */
    public static byte[] end(Format format, int count, @Nullable String next) {
        return format == Format.XML ? XmlEntries.end(count, next) : JsonEntries.end(next);
    }

    /** Writes a list in JSON. The array is left open, so that the link to the next page can follow. */
    private static final class JsonEntries implements Entries {
        private final JsonWriter json;
        private final ImageJson images;
        private final View view;
        private final boolean detail;

        JsonEntries(ResponseTemplate.Builder template, View view, boolean detail) {
            this.json = new JsonWriter(template);
            this.images = new ImageJson(json);
            this.view = view;
            this.detail = detail;
        }

        @Override
        public void begin() {
            json.raw("{\"images\":[");
        }

        @Override
        public void separator(boolean isFirst) {
            json.raw(isFirst ? "" : ",").flush();
        }

        @Override
        public void add(Image image) {
            if (detail) {
                images.image(image, view);
            } else {
                images.indexEntry(image);
            }
            json.flush();
        }

        @Override
        public void finish() {
            json.flush();
        }

        static byte[] end(@Nullable String next) {
            if (next == null) {
                return "]}".getBytes(UTF_8);
            }
            // begin() has already opened this object, so its opening brace is removed here.
            byte[] links = JsonText.document(json -> {
                json.writeArrayFieldStart("images_links");
                json.writeStartObject();
                json.writeStringField("href", next);
                json.writeStringField("rel", "next");
                json.writeEndObject();
                json.writeEndArray();
            });
            return ("]," + new String(links, 1, links.length - 1, UTF_8)).getBytes(UTF_8);
        }
    }

    /** Writes a list in XML. The root's start tag is left open until the first image, since an empty root has no end tag. */
    private static final class XmlEntries implements Entries {
        private final ImageXml xml;
        private final View view;
        private final boolean detail;

        XmlEntries(ResponseTemplate.Builder template, View view, boolean detail) {
            this.xml = new ImageXml(template);
            this.view = view;
            this.detail = detail;
        }

        @Override
        public void begin() {
            // Entries of a brief list have no extension attributes, so their namespaces are not declared.
            xml.open("images", detail ? view : View.of(view.format(), false, false));
        }

        @Override
        public void separator(boolean isFirst) {
            xml.raw(isFirst ? "><image" : "<image");
            xml.flush();
        }

        @Override
        public void add(Image image) {
            if (detail) {
                xml.image(image, view);
            } else {
                xml.indexEntry(image);
            }
            xml.flush();
        }

        @Override
        public void finish() {
            xml.flush();
        }

        static byte[] end(int count, @Nullable String next) {
            if (count == 0) {
                return "/>".getBytes(UTF_8);
            }
            StringBuilder end = new StringBuilder();
            if (next != null) {
                end.append("<atom:link href=\"");
                XmlText.attribute(end, next);
                end.append("\" rel=\"next\"/>");
            }
            return end.append("</images>").toString().getBytes(UTF_8);
        }
    }
}
