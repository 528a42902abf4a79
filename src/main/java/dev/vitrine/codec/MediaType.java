package dev.vitrine.codec;

import dev.vitrine.model.Format;

/** The four media types of the compute API, in the order in which an equal wish for several is decided. */
public enum MediaType {
    /** {@code application/json}. */
    JSON("application/json", Format.JSON),
    /** The compute API's own name for its JSON. */
    COMPUTE_JSON("application/vnd.openstack.compute+json", Format.JSON),
    /** {@code application/xml}. */
    XML("application/xml", Format.XML),
    /** The compute API's own name for its XML. */
    COMPUTE_XML("application/vnd.openstack.compute+xml", Format.XML);

    private final String text;
    private final Format format;

    MediaType(String text, Format format) {
        this.text = text;
        this.format = format;
    }

    /** Returns the type as a header's value, without a charset: so Nova labels a success. */
    public String text() {
        return text;
    }

    /** Returns the form that this type names. */
    public Format format() {
        return format;
    }

    /** Returns the type of a fault, always the plain one with its charset, whatever vendor type was asked for. */
    public static String ofFault(Format format) {
        return format == Format.XML ? "application/xml; charset=UTF-8" : "application/json; charset=UTF-8";
    }
}
