/** The settings of the two listeners: addresses, TLS, limits of clients, CORS. */
@NullMarked
package dev.vitrine.config.listen;

import org.jspecify.annotations.NullMarked;
