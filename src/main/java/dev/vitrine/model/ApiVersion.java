package dev.vitrine.model;

/**
 * A version of the compute API, as in the version documents.
 *
 * <p>{@code /v1.1} is not a version of its own but an alias of v2.0.
 */
public enum ApiVersion {
    /**
     * The API before microversions. Newer releases of Nova mark it as deprecated, but clients built on keystoneauth ignore
     * deprecated versions.
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

    /** Returns the version's id, such as {@code v2.0}. */
    public String id() {
        return id;
    }

    /** Returns the first segment of its paths, which may differ from the id. */
    public String segment() {
        return segment;
    }

    /** Returns the version number in its media types. */
    public String number() {
        return segment.substring(1);
    }

    /** Returns the support status, {@code SUPPORTED} or {@code CURRENT}. */
    public String status() {
        return status;
    }

    /** Returns the date in Nova's version documents. */
    public String updated() {
        return updated;
    }

    /** Returns whether it has XML besides JSON. */
    public boolean hasXml() {
        return this == V2_0;
    }

    /** Returns whether requests can select a microversion. */
    public boolean hasMicroversions() {
        return this == V2_1;
    }
}
