package dev.vitrine.api.request;

import dev.vitrine.model.Fault;
import dev.vitrine.model.Microversion;
import dev.vitrine.server.ApiResponse;
import dev.vitrine.server.RequestContext;
import org.jspecify.annotations.Nullable;

/**
 * The microversion of a request to {@code /v2.1}.
 *
 * @param version the version asked for; null if it cannot be read, and on the other mounts, which know of none
 * @param fault what is wrong with it, or null
 */
public record RequestedMicroversion(
        @Nullable Microversion version, @Nullable Fault fault) {
    /** Of a request that names no microversion. */
    public static final RequestedMicroversion NONE = new RequestedMicroversion(null, null);

    private static final String HEADER = "OpenStack-API-Version";
    private static final String OLD_HEADER = "X-OpenStack-Nova-API-Version";
    private static final String SERVICE = "compute";

    /** The images API ended with this version: from the next on Nova knows no such path. */
    private static final Microversion LAST_WITH_IMAGES = new Microversion(2, 35);

    /** Their metadata lived on for a little. */
    private static final Microversion LAST_WITH_METADATA = new Microversion(2, 38);

    /**
     * Returns the microversion that a request names; {@link #NONE} where the mount has none.
     *
     * @param max the newest microversion that the gateway answers to
     */
    public static RequestedMicroversion of(@Nullable Mount mount, RequestContext context, Microversion max) {
        if (mount != Mount.V2_1) {
            return NONE;
        }
        String asked = asked(context);
        if (asked == null) {
            return new RequestedMicroversion(Microversion.MIN, null);
        }
        Microversion version = asked.equals("latest") ? max : Microversion.parse(asked);
        if (version == null) {
            return new RequestedMicroversion(
                    null,
                    Fault.badRequest("API Version String " + asked
                            + " is of invalid format. Must be of format MajorNum.MinorNum."));
        }
        boolean supported = version.compareTo(Microversion.MIN) >= 0 && version.compareTo(max) <= 0;
        return new RequestedMicroversion(version, supported ? null : notSupported(version, max));
    }

    private static Fault notSupported(Microversion version, Microversion max) {
        return Fault.of(
                406,
                "Version " + version + " is not supported by the API. Minimum is " + Microversion.MIN
                        + " and maximum is " + max + ".");
    }

    /** The last entry for compute counts; without one, the header that knew only of compute. */
    private static @Nullable String asked(RequestContext context) {
        String entries = context.header(HEADER);
        String asked = null;
        for (String entry : entries == null ? new String[0] : entries.split(",", -1)) {
            String[] words = entry.strip().split("\\s+", 2);
            if (words.length == 2 && words[0].equalsIgnoreCase(SERVICE)) {
                asked = words[1].strip();
            }
        }
        String old = context.header(OLD_HEADER);
        return asked != null || old == null
                ? asked
                : old.substring(old.lastIndexOf(',') + 1).strip();
    }

    /** Whether this version of the API has the route. */
    public boolean has(@Nullable ApiRoute route) {
        if (version == null || (route != null && !route.isOfImages())) {
            return true;
        }
        boolean metadata = route == ApiRoute.METADATA || route == ApiRoute.ITEM;
        return version.compareTo(metadata ? LAST_WITH_METADATA : LAST_WITH_IMAGES) <= 0;
    }

    /** Returns the response with the headers that name its microversion, where it has one. */
    public ApiResponse label(ApiResponse response) {
        return version == null
                ? response
                : response.with(HEADER, SERVICE + " " + version)
                        .with(OLD_HEADER, version.toString())
                        .with("Vary", HEADER + ", " + OLD_HEADER);
    }
}
