package dev.vitrine.model;

/**
 * A list of images, rendered.
 *
 * @param document the list without its end, since that holds the link to the next page, which is the request's own
 * @param page what the list holds
 */
public record Listing(ResponseTemplate document, Page page) {}
