package dev.vitrine.model;

/**
 * A version of the compute API, as the version documents tell of it.
 *
 * <p>{@code /v1.1} is none: it was an alias of v2.0 from the beginning.
 */
public enum ApiVersion {
    /**
     * The API before microversions. Newer releases of Nova call it deprecated, but clients built on keystoneauth pass
     * over a deprecated version.
     */
    V2_0("v2.0", "v2", "SUPPORTED", "2011-01-21T11:33:21Z"),
    /** The API with microversions. */
    V2_1("v2.1", "v2.1", "CURRENT", "2013-07-23T11:33:21Z");

    private final String id;
    private final String segment;
    private final String status;
    private final String updated;

    ApiVersion(String id, String segment, String status, String updated) {
        this.id = id;
        this.segment = segment;
        this.status = status;
        this.updated = updated;
    }

    /** Returns the version's name, such as {@code v2.0}. */
    public String id() {
        return id;
    }

    /** Returns the first segment of its paths, which its name need not be. */
    public String segment() {
        return segment;
    }

    /** Returns the number in its media types. */
    public String number() {
        return segment.substring(1);
    }

    /** Returns the word for how long it is likely to stay. */
    public String status() {
        return status;
    }

    /** Returns Nova's date of it. */
    public String updated() {
        return updated;
    }

    /** Returns whether it speaks XML beside JSON. */
    public boolean hasXml() {
        return this == V2_0;
    }

    /** Returns whether a request can ask for a microversion. */
    public boolean hasMicroversions() {
        return this == V2_1;
    }
}
