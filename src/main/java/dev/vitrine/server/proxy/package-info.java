/**
 * What proxies in front say of clients: the headers {@code Forwarded} and {@code X-Forwarded-…} of a request, and the header of
 * HAProxy's PROXY protocol at the beginning of a connection. Who may say it, {@code listen.trusted-proxies} decides.
 *
 * <p>What is not valid counts as if it were not there; nothing here fails.
 */
@NullMarked
package dev.vitrine.server.proxy;

import org.jspecify.annotations.NullMarked;
