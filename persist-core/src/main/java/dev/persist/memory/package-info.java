/** The reference engine: everything is in memory, under one lock. */
@NullMarked
package dev.persist.memory;

import org.jspecify.annotations.NullMarked;
