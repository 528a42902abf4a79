package dev.vitrine.codec;

import dev.vitrine.model.Image;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.View;
import dev.vitrine.model.View.Format;

/** Writes the response body of a single image, in JSON or XML. */
public final class ImageDocument {
    private ImageDocument() {}

    /**
     * Returns the rendered document, with placeholders where the links begin.
     *
     * <p>Takes microseconds for usual images and tens of milliseconds for the largest that Glance allows. Any thread.
     */
    public static ResponseTemplate of(Image image, View view) {
        return view.format() == Format.XML ? ImageXml.document(image, view) : ImageJson.document(image, view);
    }
}
