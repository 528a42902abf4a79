/** The listener's own matters, the same for every route: request ids, common headers, fault answers. */
@NullMarked
package dev.vitrine.server;

import org.jspecify.annotations.NullMarked;
