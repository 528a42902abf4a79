package dev.vitrine.codec;

import dev.vitrine.model.View.Format;

/** The four media types of the compute API, in the order of preference that decides a tie. */
public enum MediaType {
    /** {@code application/json}. */
    JSON("application/json", Format.JSON),
    /** {@code application/vnd.openstack.compute+json}. */
    COMPUTE_JSON("application/vnd.openstack.compute+json", Format.JSON),
    /** {@code application/xml}. */
    XML("application/xml", Format.XML),
    /** {@code application/vnd.openstack.compute+xml}. */
    COMPUTE_XML("application/vnd.openstack.compute+xml", Format.XML);

    private final String text;
    private final Format format;

    MediaType(String text, Format format) {
        this.text = text;
        this.format = format;
    }

    /** Returns the header value, without a charset, as Nova sends it with a success. */
    public String text() {
        return text;
    }

    /** Returns the format of documents of this type. */
    public Format format() {
        return format;
    }

    /** Returns the plain media type of a format. */
    public static MediaType plain(Format format) {
        return format == Format.XML ? XML : JSON;
    }

    /** Returns the {@code Content-Type} of a fault: never the vendor type, always with a charset. */
    public static String ofFault(Format format) {
        return format == Format.XML ? "application/xml; charset=UTF-8" : "application/json; charset=UTF-8";
    }
}
