package dev.vitrine.model;

/**
 * A rendered list of images.
 *
 * @param document the list without its end, which has the link to the next page and depends on the request
 * @param page the number and the last of the images in the list
 * @param isForTokenAlone whether one of the images {@link Image#isForTokenAlone must not be shown to other tokens}, and so the
 *     list
 */
public record Listing(ResponseTemplate document, ListQuery.Page page, boolean isForTokenAlone) {
    /** A list for all callers of an access class. */
    public Listing(ResponseTemplate document, ListQuery.Page page) {
        this(document, page, false);
    }

    /** Returns the list for one token alone. */
    public Listing forTokenAlone() {
        return new Listing(document, page, true);
    }
}
