package dev.vitrine.model;

/**
 * A rendered list of images.
 *
 * @param document the list without its end, which has the link to the next page and depends on the request
 * @param page the number and the last of the images in the list
 */
public record Listing(ResponseTemplate document, ListQuery.Page page) {}
