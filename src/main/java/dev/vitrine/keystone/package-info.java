/** Keystone v3: validation of clients' tokens, cached for a bounded time, and the gateway's own token. */
@NullMarked
package dev.vitrine.keystone;

import org.jspecify.annotations.NullMarked;
