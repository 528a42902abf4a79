package dev.vitrine.keystone;

import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.client.ServiceResponse.Failed;
import org.jspecify.annotations.Nullable;

/**
 * Why the gateway cannot validate tokens with its own user.
 *
 * @param cause in one word: {@code status_401}, or the reason for which Keystone gave no response
 * @param text what is wrong, with the cause; no secrets
 * @param action what an operator can do; may be empty
 */
public record LoginFault(String cause, String text, String action) {
    private static final String CREDENTIALS =
            "Correct the user, the password and the project in the section keystone-authtoken; the user may be disabled or locked.";

    /** Returns what is wrong if Keystone gave no response to a login. */
    static LoginFault of(Failed failed) {
        return new LoginFault(
                failed.reason().label(),
                "the gateway could not log in at Keystone: " + failed.detail(),
                failed.reason().action());
    }

    /** A 429 and a 5xx say nothing of the credentials; a 2xx without a token, or a redirect, is hardly Keystone's. */
    static LoginFault ofLogin(int status) {
        if (status >= 500 || status == 429) {
            return of(status, "Keystone could not handle the gateway's own login: status ", "See Keystone's log.");
        }
        return status < 400
                ? of(
                        status,
                        "Keystone granted no token to the gateway's own login: status ",
                        "Correct keystone-authtoken.auth-url: this is hardly Keystone.")
                : of(status, "Keystone refused the gateway's own login: status ", CREDENTIALS);
    }

    /** Returns whether a response with this status to a login is Keystone's own, which does not accept the credentials. */
    static boolean isRefusal(int status) {
        return status == 400 || status == 401 || status == 403;
    }

    /** Returns what is wrong if Keystone does not validate tokens for the gateway's own, which it has just granted; else null. */
    static @Nullable LoginFault ofValidation(Answered response) {
        return switch (response.status()) {
            case 401 ->
                of(
                        401,
                        "Keystone refused the gateway's own token, which it had just granted: status ",
                        "The user may have been disabled; or several Keystones do not share their keys.");
            case 403 ->
                of(
                        403,
                        "Keystone does not let the gateway's user validate tokens: status ",
                        "Give the user of the section keystone-authtoken the role service.");
            default -> null;
        };
    }

    private static LoginFault of(int status, String text, String action) {
        return new LoginFault("status_" + status, text + status, action);
    }
}
