/**
 * Requests that are passed on to Nova: all but those for the images API, where {@code nova.api-servers} is set.
 *
 * <pre>
 *   api.ApiRouter ─► PassThrough ─► PassedRequest ─► client.ProxyCall ─► HttpClient ─► Nova
 *                                        │  body ─────────────────────────────────────────►
 *       client ◄── server.StreamedResponse ◄──────────────────────────────── head, body, trailers
 * </pre>
 *
 * <p>Nova authenticates them: what they ask for, and with which token, goes unread. {@link dev.vitrine.nova.EndToEndFields}
 * says which header fields go on, {@link dev.vitrine.nova.ForwardedFields} what is added to them.
 */
@NullMarked
package dev.vitrine.nova;

import org.jspecify.annotations.NullMarked;
