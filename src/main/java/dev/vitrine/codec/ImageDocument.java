package dev.vitrine.codec;

import dev.vitrine.model.Image;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.ResponseTemplate.Growth;
import dev.vitrine.model.View;
import dev.vitrine.model.View.Format;

/** Writes the response body of a single image, in JSON or XML. */
public final class ImageDocument {
    private ImageDocument() {}

    /** Returns the rendered document of an image that is known to be short. */
    public static ResponseTemplate of(Image image, View view) {
        return of(image, view, Growth.UNLIMITED);
    }

    /**
     * Returns the rendered document, with placeholders where the links begin.
     *
     * <p>Takes microseconds for usual images and tens of milliseconds for the largest that Glance allows. Any thread.
     *
     * @param growth is asked before the document takes more memory; what it throws ends the rendering
     */
    public static ResponseTemplate of(Image image, View view, Growth growth) {
        ResponseTemplate.Builder template = new ResponseTemplate.Builder(growth);
        return view.format() == Format.XML
                ? ImageXml.document(template, image, view)
                : ImageJson.document(template, image, view);
    }
}
