package dev.vitrine.api;

/**
 * The checks that a request passes, in their order; {@code vitrine explain} names the one that has refused a request. What an
 * operation answers after them, such as a 404 of Glance's, is refused by none.
 */
enum Check {
    FRAMING("framing of the request"),
    AUTHORITY("authority (Host)"),
    TARGET_LENGTH("length of the request target"),
    LOAD_SHEDDING("load shedding"),
    DEADLINE("deadline of the request"),
    DECLARED_BODY("declared length of the body"),
    AUTHENTICATION("authentication"),
    BYTE_BUDGET("byte budget"),
    /** Before authentication outside the mounts, of which nothing needs a token. */
    PATH("path"),
    METHOD("method of the path"),
    MICROVERSION("microversion"),
    BODY("body"),
    PROJECT("project in the path"),
    END_OF_API("end of the images API (microversion)"),
    CONTENT("content of the body"),
    HOST("host for links"),
    IMAGE_ID("id of the image"),
    QUERY("query"),
    PASS_THROUGH("pass-through to Nova"),
    BUG("none: an internal error");

    private final String word;

    Check(String word) {
        this.word = word;
    }

    /** Returns the check's name for people. */
    String word() {
        return word;
    }
}
