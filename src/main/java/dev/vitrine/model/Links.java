package dev.vitrine.model;

/**
 * The base URLs of the links in one response, as ASCII text that needs no escaping in JSON or XML.
 *
 * <p>They have everything that depends on the request: the host, the API version and the project. The rest of a link
 * depends on the image only.
 *
 * @param self scheme, host, API version and project
 * @param bookmark the same without the API version
 * @param alternate Glance's URL, with the project in API versions that have it there
 * @param checksum a checksum of the parts of the three URLs
 */
public record Links(String self, String bookmark, String alternate, int checksum) {}
