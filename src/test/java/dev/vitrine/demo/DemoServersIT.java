package dev.vitrine.demo;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DemoServersIT {
    private final Vertx vertx = Vertx.vertx();
    private final DemoCloud cloud = DemoCloud.empty(Clock.systemUTC());

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(5, SECONDS);
    }

    /** A freed port can be bound at once; also by another process on the machine, and then the test tries again. */
    @Test
    void closingFreesBothPorts() throws Exception {
        int tries = 1;
        while (!isFreedByClosing() && tries < 5) {
            tries++;
        }
        assertThat(tries).isLessThan(5);
    }

    private boolean isFreedByClosing() throws Exception {
        DemoServers first = DemoServers.start(vertx, cloud, 0, 0).await(5, SECONDS);
        int keystone = URI.create(first.keystoneUrl()).getPort();
        int glance = URI.create(first.glanceUrl()).getPort();
        first.close().await(5, SECONDS);
        String urls = DemoServers.start(vertx, cloud, keystone, glance)
                .map(second -> second.keystoneUrl() + second.glanceUrl())
                .otherwise("taken")
                .await(5, SECONDS);
        return urls.equals(first.keystoneUrl() + first.glanceUrl());
    }

    @Test
    void takenPortFailsTheStart() throws Exception {
        var elsewhere = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        try (elsewhere) {
            assertThatThrownBy(() -> DemoServers.start(vertx, cloud, 0, elsewhere.getLocalPort())
                            .await(5, SECONDS))
                    .isInstanceOf(BindException.class);
        }
    }
}
