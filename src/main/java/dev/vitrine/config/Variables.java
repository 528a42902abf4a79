package dev.vitrine.config;

import java.util.Locale;
import java.util.regex.Pattern;

/** The names of the environment variables that are settings, or look as if they were. */
final class Variables {
    static final String PREFIX = "VITRINE_";

    /** As Kubernetes names them; a Service that is named vitrine-web adds {@code WEB_}. */
    private static final Pattern SERVICE = Pattern.compile(
            PREFIX + "(\\w+_)?(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    private static final Pattern SERVICE_PORT = Pattern.compile(PREFIX + "(\\w+_)?PORT");
    private static final Pattern ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

    private Variables() {}

    /** Returns the variable that stands for a key. */
    static String of(String key) {
        return PREFIX + unprefixed(key);
    }

    /** Returns that variable without the prefix that all have. */
    static String unprefixed(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    /**
     * Whether a person seems to have meant a variable as a setting.
     *
     * <p>Into every container of a namespace with a Service that is named vitrine, Kubernetes puts {@code
     * VITRINE_SERVICE_HOST}, {@code VITRINE_SERVICE_PORT}, {@code VITRINE_PORT=tcp://10.0.0.1:8774}, {@code
     * VITRINE_PORT_8774_TCP} and more. Nobody wrote these, so they must not stop the start. {@code VITRINE_PORT=8774} is
     * none of them, but somebody's mistake.
     */
    static boolean isMeant(String name, String value) {
        boolean isInjected = SERVICE.matcher(name).matches()
                || (SERVICE_PORT.matcher(name).matches()
                        && ADDRESS.matcher(value).matches());
        return name.startsWith(PREFIX) && !isInjected;
    }
}
