package dev.vitrine.cli;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals of the operating system. The JDK has no public class for them; {@code sun.misc.Signal} is in every JDK, and used
 * by reflection, since the compiler's warning about it cannot be suppressed.
 */
final class Signals {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

    private Signals() {}

    /**
     * Runs an action, on a thread of its own, whenever the process gets that signal. Replaces the action before it.
     *
     * @param name without SIG, such as HUP
     */
    static void on(String name, Runnable action) {
        try {
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Class<?> signal = Class.forName("sun.misc.Signal");
            Object handling = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (proxy, called, arguments) -> {
                        action.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), handling);
        } catch (ReflectiveOperationException e) {
            // As with java -Xrs, which leaves signals to others.
            LOG.warn("cannot handle SIG{}: {}", name, e.toString());
        }
    }
}
