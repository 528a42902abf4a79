/**
 * The client of a service behind the gateway: requests over several endpoints, bounded in time, bytes and number; a failure
 * is a value. The calls here are outbound; clients' own connections are in {@code server.netty} ({@code ClientConnection}).
 *
 * <p>To follow one request: {@link ServiceClient#send}, {@link CallLimiter}, {@link EndpointSelector},
 * {@link HttpTransport}, {@link HostResolver}, {@link HttpExchange}.
 */
@NullMarked
package dev.vitrine.client;

import org.jspecify.annotations.NullMarked;
