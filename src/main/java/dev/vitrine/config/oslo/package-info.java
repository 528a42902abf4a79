/**
 * Settings from the files of Nova and Glance: oslo.config's form of INI files, and what its options are called here.
 *
 * <p>{@code OptionTable} holds one row for each option that has a setting; {@code ConfigImport} applies it, and notes every
 * option that it leaves out.
 */
@NullMarked
package dev.vitrine.config.oslo;

import org.jspecify.annotations.NullMarked;
