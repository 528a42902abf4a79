/**
 * What measures the gateway: the servers it is compared with, what loads them and checks what they answer, and JMH
 * benchmarks of its parts.
 *
 * <p>Compiled with {@code -Pbench} only. How to run it, and what the figures mean: {@code src/docs/performance.md}.
 */
package dev.vitrine.bench;
