/** What limits calls, without knowing of HTTP: a fair queue, a concurrency limit, a circuit breaker, a budget of retries. */
@NullMarked
package dev.vitrine.client.limit;

import org.jspecify.annotations.NullMarked;
