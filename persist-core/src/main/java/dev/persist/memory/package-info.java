/** The reference engine: everything in memory, one lock. */
@NullMarked
package dev.persist.memory;

import org.jspecify.annotations.NullMarked;
