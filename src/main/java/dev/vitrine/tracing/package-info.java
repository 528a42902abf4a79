/**
 * Spans of requests and of the calls on their behalf, for OpenTelemetry: exported by OTLP, configured by the {@code OTEL_…}
 * variables alone. While no exporter is configured, nothing of this is made, and there is no {@link
 * dev.vitrine.tracing.Tracing}.
 *
 * <pre>
 *   traceparent ─► {@link dev.vitrine.tracing.ServerSpan} ─ parent of ─► {@link dev.vitrine.tracing.ClientSpan} ─► traceparent
 *                    │  (each request)                       (each request to Glance, Keystone, Nova)
 *                    └─ link ─► the ServerSpan of the request whose load this one has joined
 * </pre>
 *
 * <p>The parent of a call goes with the caller ({@link dev.vitrine.identity.TraceContext}), not with the platform's context: a
 * call may begin in the turn of another request, which had its place in the queue before.
 */
@NullMarked
package dev.vitrine.tracing;

import org.jspecify.annotations.NullMarked;
