/** The way from an old system onto persist: import what it holds, run both, compare, cut over, or go back. */
@NullMarked
package dev.persist.migrate;

import org.jspecify.annotations.NullMarked;
