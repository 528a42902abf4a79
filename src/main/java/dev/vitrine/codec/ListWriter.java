package dev.vitrine.codec;

import dev.vitrine.model.Format;
import dev.vitrine.model.Image;
import dev.vitrine.model.Listing;
import dev.vitrine.model.Page;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.View;
import org.jspecify.annotations.Nullable;

/**
 * Writes a list of images, one after the other as they come, so that of a list nothing is kept but its document.
 *
 * <p>For one thread.
 */
public final class ListWriter {
    private final ResponseTemplate.Draft draft = new ResponseTemplate.Draft();
    private final Entries entries;

    /** How a list and its entries are written in one format. */
    interface Entries {
        void begin();

        void add(Image image);

        void finish();
    }

    /**
     * Begins a list.
     *
     * @param detail whether entries are whole images, or but id, name and links
     */
    public ListWriter(View view, boolean detail) {
        entries = view.format() == Format.XML ? new ListXml(draft, view, detail) : new ListJson(draft, view, detail);
        entries.begin();
    }

    /** Adds an image. */
    public void add(Image image) {
        entries.add(image);
    }

    /** Returns the list, without its end. */
    public Listing finish(Page page) {
        entries.finish();
        return new Listing(draft.finish(), page);
    }

    /**
     * Returns the end of a list.
     *
     * @param count how many images the list holds
     * @param next the link to the next page, or null if there is none
     */
    public static byte[] end(Format format, int count, @Nullable String next) {
        return format == Format.XML ? ListXml.end(count, next) : ListJson.end(next);
    }
}
