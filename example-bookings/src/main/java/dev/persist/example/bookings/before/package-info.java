/** The hand-rolled version that this example migrates away from, kept to show what is wrong with it. */
@NullMarked
package dev.persist.example.bookings.before;

import org.jspecify.annotations.NullMarked;
