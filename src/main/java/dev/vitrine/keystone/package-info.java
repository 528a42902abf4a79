/** Who is asking: tokens validated by Keystone v3, and how long an answer is believed. */
@NullMarked
package dev.vitrine.keystone;

import org.jspecify.annotations.NullMarked;
