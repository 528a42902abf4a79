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

    @Test
    void closingFreesBothPorts() throws Exception {
        DemoServers first = DemoServers.start(vertx, cloud, 0, 0).await(5, SECONDS);
        int keystone = URI.create(first.keystoneUrl()).getPort();
        int glance = URI.create(first.glanceUrl()).getPort();
        first.close().await(5, SECONDS);

        DemoServers second = DemoServers.start(vertx, cloud, keystone, glance).await(5, SECONDS);

        assertThat(second.keystoneUrl()).isEqualTo(first.keystoneUrl());
        assertThat(second.glanceUrl()).isEqualTo(first.glanceUrl());
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
