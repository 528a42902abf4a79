package dev.vitrine.model;

/**
 * The three beginnings that the links of one answer share, as ASCII text that needs no escaping in JSON or XML.
 *
 * <p>They hold all that depends on the request: the host, the mount and the project. What follows them depends on the
 * image alone.
 *
 * @param self scheme, host, mount and project
 * @param bookmark the same without the mount
 * @param alternate Glance's own address, with the project where the mount says so
 * @param checksum of what all three are made of
 */
public record Links(String self, String bookmark, String alternate, int checksum) {}
