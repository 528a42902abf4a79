package dev.vitrine.codec;

import dev.vitrine.model.ApiVersion;
import dev.vitrine.model.Format;
import dev.vitrine.model.Microversion;

/**
 * The documents that tell which versions of the API there are.
 *
 * <p>The base of their links is scheme and host, without a slash at the end.
 */
public final class VersionDocument {
    static final String MEDIA_TYPE = "application/vnd.openstack.compute+";
    static final String DOCUMENTATION = "http://docs.openstack.org/";

    private VersionDocument() {}

    /** Returns the list of all versions. */
    public static byte[] list(String base, Microversion max, Format format) {
        return format == Format.XML ? VersionXml.list(base) : VersionJson.list(base, max);
    }

    /** Returns the document of one version. */
    public static byte[] of(ApiVersion version, String base, Microversion max, Format format) {
        return format == Format.XML ? VersionXml.document(version, base) : VersionJson.document(version, base, max);
    }

    /**
     * Returns what to choose from where a path names no version: the same path in each of them.
     *
     * @param path the path with its slash in front, escaped
     */
    public static byte[] choices(String base, String path, Format format) {
        return format == Format.XML ? VersionXml.choices(base, path) : VersionJson.choices(base, path);
    }

    /** Returns the address of a version's own document. */
    static String self(ApiVersion version, String base) {
        return address(version, base, "/");
    }

    /** Returns the address of a path within a version. */
    static String address(ApiVersion version, String base, String path) {
        return base + "/" + version.segment() + path;
    }
}
