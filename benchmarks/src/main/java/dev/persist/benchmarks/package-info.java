/** Measures what persist's documentation claims, beside peers in the same run. */
@NullMarked
package dev.persist.benchmarks;

import org.jspecify.annotations.NullMarked;
