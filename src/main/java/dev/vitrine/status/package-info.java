/**
 * The status of the gateway: what is wrong, since when, and what to do. It is determined once, every two seconds, and shown
 * by {@code /status}, {@code /readyz}, the dashboard, the command line and a metric.
 */
@NullMarked
package dev.vitrine.status;

import org.jspecify.annotations.NullMarked;
