/** The images API: the order of its checks, and what each response holds. {@link ApiRouter} is the way in. */
@NullMarked
package dev.vitrine.api;

import org.jspecify.annotations.NullMarked;
