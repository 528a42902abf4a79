/** What a request asks for, as values: path, route, query, list filters, microversion, preconditions. Any thread. */
@NullMarked
package dev.vitrine.api.request;

import org.jspecify.annotations.NullMarked;
