package dev.vitrine.cli;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the operating system tells a process. The JDK has no public class for it; its own is in every JDK, and asked for by
 * its name, since the compiler warns of it in a way that nothing silences.
 */
final class Signals {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

    private Signals() {}

    /**
     * Has this run, on a thread of its own, whenever the process gets that signal; what ran before does not any more.
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
            LOG.warn("cannot listen to SIG{}: {}", name, e.toString());
        }
    }
}
