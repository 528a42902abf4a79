package dev.vitrine.server.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.netty.util.concurrent.ThreadAwareExecutor;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.transport.Transport;
import java.nio.channels.SelectableChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The platform's NIO transport, whose event loops tell their {@link EventLoopClock} when they look for input. Any thread. */
public final class TimedTransport implements Transport {
    private final LongSupplier nanos;

    /** Makes the transport for {@code VertxBuilder.withTransport}. */
    public TimedTransport() {
        this(System::nanoTime);
    }

    TimedTransport(LongSupplier nanos) {
        this.nanos = nanos;
    }

    @Override
    public String name() {
        return NIO.name();
    }

    @Override
    public boolean available() {
        return NIO.available();
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
        return NIO.unavailabilityCause();
    }

    @Override
    public io.vertx.core.spi.transport.Transport implementation() {
        return new Implementation(NIO.implementation(), nanos);
    }

    /** All but the event loops is the platform's. */
    private record Implementation(io.vertx.core.spi.transport.Transport nio, LongSupplier nanos)
            implements io.vertx.core.spi.transport.Transport {
        @Override
        public IoHandlerFactory ioHandlerFactory() {
            return executor -> TimedHandler.of(executor, new EventLoopClock(nanos));
        }

        @Override
        public boolean supportsDomainSockets() {
            return nio.supportsDomainSockets();
        }

        @Override
        public java.net.SocketAddress convert(SocketAddress address) {
            return nio.convert(address);
        }

        @Override
        public SocketAddress convert(java.net.SocketAddress address) {
            return nio.convert(address);
        }

        @Override
        @SuppressWarnings("deprecation") // the platform's interface has this type
        public DatagramChannel datagramChannel(InternetProtocolFamily family) {
            return nio.datagramChannel(family);
        }

        @Override
        public ChannelFactory<? extends DatagramChannel> datagramChannelFactory() {
            return nio.datagramChannelFactory();
        }

        @Override
        public ChannelFactory<? extends Channel> channelFactory(boolean isDomainSocket) {
            return nio.channelFactory(isDomainSocket);
        }

        @Override
        public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean isDomainSocket) {
            return nio.serverChannelFactory(isDomainSocket);
        }
    }

    /** What looks for input and reads it, for one event loop. */
    private record TimedHandler(IoHandler nio, EventLoopClock clock) implements IoHandler {
        static TimedHandler of(ThreadAwareExecutor executor, EventLoopClock clock) {
            return new TimedHandler(
                    NioIoHandler.newFactory(SelectorProvider.provider(), () -> clock)
                            .newHandler(executor),
                    clock);
        }

        @Override
        public void initialize() {
            nio.initialize();
        }

        @Override
        public int run(IoHandlerContext context) {
            int handled = nio.run(context);
            clock.onRead();
            return handled;
        }

        @Override
        public void prepareToDestroy() {
            nio.prepareToDestroy();
        }

        @Override
        public void destroy() {
            nio.destroy();
        }

        @Override
        public IoRegistration register(IoHandle handle) throws Exception {
            return nio.register(new TimedHandle((NioIoHandle) handle, clock));
        }

        @Override
        public void wakeup() {
            nio.wakeup();
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> type) {
            return nio.isCompatible(type);
        }
    }

    /** What reads a connection. */
    @SuppressWarnings("try") // Netty's handle may throw anything when it is closed
    private record TimedHandle(NioIoHandle nio, EventLoopClock clock) implements NioIoHandle {
        @Override
        public SelectableChannel selectableChannel() {
            return nio.selectableChannel();
        }

        @Override
        public void handle(IoRegistration registration, IoEvent event) {
            clock.onInput();
            nio.handle(registration, event);
        }

        @Override
        public void registered() {
            nio.registered();
        }

        @Override
        public void unregistered() {
            nio.unregistered();
        }

        @Override
        public void close() throws Exception {
            nio.close();
        }
    }
}
