package dev.vitrine.client;

import dev.vitrine.model.Endpoint;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Tells from the platform's exceptions why no connection could be opened. */
final class ConnectFailure {
    private static final int MAX_CAUSES = 16;

    /** Characters of a message of the platform's in a log line. */
    private static final int MAX_MESSAGE = 200;

    private ConnectFailure() {}

    /** Returns why no connection could be opened; null if one may have been, so that a request may have been sent. */
    static @Nullable FailureReason reason(Throwable cause) {
        if (cause instanceof UnknownHostException) {
            return FailureReason.UNKNOWN_HOST;
        }
        if (cause instanceof SSLHandshakeException) {
            return certificateCause(cause) == null ? FailureReason.TLS_FAILED : FailureReason.UNTRUSTED_CERTIFICATE;
        }
        if (cause instanceof ConnectException) {
            String message = cause.getMessage();
            return message != null && message.contains("refused")
                    ? FailureReason.CONNECTION_REFUSED
                    : FailureReason.UNREACHABLE;
        }
        return cause instanceof NoRouteToHostException ? FailureReason.UNREACHABLE : null;
    }

    /** Returns a failure in words for the log: the cause, and the address that was called. */
    static String detail(Endpoint endpoint, FailureReason reason, Throwable cause) {
        String subject =
                reason == FailureReason.UNKNOWN_HOST ? endpoint.host() : endpoint.hostInUrl() + ":" + endpoint.port();
        Throwable deepest = deepest(cause);
        String message = printable(String.valueOf(deepest.getMessage()));
        if (reason == FailureReason.UNTRUSTED_CERTIFICATE) {
            return reason.text() + " " + subject + ": " + certificateFault(cause) + " (" + message + ")";
        }
        // With TLS 1.3 a client hears after its handshake that its certificate is refused.
        return deepest instanceof SSLHandshakeException
                ? FailureReason.TLS_FAILED.text() + " " + subject + ": " + message
                : reason.text() + " " + subject;
    }

    private static Throwable deepest(Throwable cause) {
        Throwable deepest = cause;
        for (int i = 0; deepest.getCause() != null && i < MAX_CAUSES; i++) {
            deepest = deepest.getCause();
        }
        return deepest;
    }

    /** The message can quote the service's certificate. */
    private static String printable(String message) {
        return message.substring(0, Math.min(message.length(), MAX_MESSAGE)).replaceAll("[^\\x20-\\x7E]", "?");
    }

    /** Returns what is wrong with a certificate, in words of the gateway's own: messages have what the service sent. */
    private static String certificateFault(Throwable failure) {
        GeneralSecurityException cause = certificateCause(failure);
        if (cause instanceof CertificateExpiredException || hasReason(cause, BasicReason.EXPIRED)) {
            return "it has ended";
        }
        if (cause instanceof CertificateNotYetValidException || hasReason(cause, BasicReason.NOT_YET_VALID)) {
            return "it is not valid yet";
        }
        return cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException
                ? "no trusted authority has signed it"
                : "it is not for this host";
    }

    private static boolean hasReason(@Nullable GeneralSecurityException cause, BasicReason reason) {
        return cause instanceof CertPathValidatorException invalid && invalid.getReason() == reason;
    }

    /** Returns the innermost cause that speaks of a certificate; null if none does. */
    private static @Nullable GeneralSecurityException certificateCause(Throwable failure) {
        GeneralSecurityException found = null;
        Throwable cause = failure;
        for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
            if (cause instanceof CertificateException
                    || cause instanceof CertPathBuilderException
                    || cause instanceof CertPathValidatorException) {
                found = (GeneralSecurityException) cause;
            }
            cause = cause.getCause();
        }
        return found;
    }
}
