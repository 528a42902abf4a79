/** The API listener: reads requests, sheds load, writes responses and logs them. {@link GatewayVerticle} is the way in. */
@NullMarked
package dev.vitrine.server;

import org.jspecify.annotations.NullMarked;
