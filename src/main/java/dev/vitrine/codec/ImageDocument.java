package dev.vitrine.codec;

import dev.vitrine.model.Format;
import dev.vitrine.model.Image;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.View;

/** The document of one image, in either format. */
public final class ImageDocument {
    private ImageDocument() {}

    /** Returns the rendered document, holes left where the links begin. Takes microseconds for usual images, tens of milliseconds for
     * the largest that Glance allows; any thread. */
    public static ResponseTemplate of(Image image, View view) {
        return view.format() == Format.XML ? ImageXml.document(image, view) : ImageJson.document(image, view);
    }
}
