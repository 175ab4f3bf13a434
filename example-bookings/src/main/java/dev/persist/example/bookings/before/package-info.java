/**
 * The hand-rolled version that this example migrates away from, kept to show what is wrong with it. It is code as people
 * have it, which does not say what may be null, so NullAway skips this package.
 */
@NullUnmarked
package dev.persist.example.bookings.before;

import org.jspecify.annotations.NullUnmarked;
